using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Export;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators that make tensors.</summary>
internal static class Creation
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("""
            zeros ones empty TS -
            rand randn empty_strided S -
            """, Storage.New, c => c.Result(Sizes(c), c.StatedType(ElementType.Float32))),
        .. Operator.Each(
            "zeros_like ones_like empty_like full_like rand_like randn_like randint_like TS -",
            Storage.New,
            c => c.Result(c.Shape, c.StatedType(c.Type))),
        .. Operator.Each("new_zeros new_ones new_empty new_full T -", Storage.New, c => c.Result(Sizes(c), c.StatedType(c.Type))),
        .. Operator.Each("full TS -", Storage.New, c => c.Result(Sizes(c), c.StatedType(ElementType.Unknown))),
        .. Operator.Each("arange S -", Storage.New, Arange),
        .. Operator.Each(
            "linspace logspace S -",
            Storage.New,
            c => c.Result(TensorShape.Of(c.Dim("steps") ?? c.Fresh(0)), c.StatedType(ElementType.Float32))),
        .. Operator.Each("eye TS -", Storage.New, Identity),
        .. Operator.Each("tensor S -", Storage.New, FromData),
        .. Operator.Each("as_tensor from_array S -", Storage.OfInput, FromData),
        .. Operator.Each("randint S -", Storage.New, c => c.Result(Sizes(c), c.StatedType(ElementType.Int64))),
        .. Operator.Each(
            "randperm S -", Storage.New, c => c.Result(TensorShape.Of(c.Dim("n") ?? c.Fresh(0)), c.StatedType(ElementType.Int64))),
        .. Operator.Each("normal S T", Storage.New, Normal),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("""
            empty_strided = torch.zeros({psizes}, dtype={:dtype})
            eye = torch.eye({rows}, {columns}, dtype={:dtype})
            linspace = torch.linspace({start}, {end}, {steps}, dtype={:dtype})
            zeros = torch.zeros({psizes}, dtype={:dtype})
            ones = torch.ones({psizes}, dtype={:dtype})
            empty = torch.zeros({psizes}, dtype={:dtype})
            full = torch.full({psizes}, {value}, dtype={:dtype})
            zeros_like = torch.zeros_like({input}, dtype={:dtype})
            ones_like = torch.ones_like({input}, dtype={:dtype})
            empty_like = torch.zeros_like({input}, dtype={:dtype})
            full_like = torch.full_like({input}, {value}, dtype={:dtype})
            arange = torch.arange({start}, {stop}, {step}, dtype={:dtype})
            """);

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSTensor_zeros", c => Filled(c, 0)),
        NativeRow.Of("THSTensor_ones", c => Filled(c, 1)),
        // What it holds is nobody's to say, so that it may as well be zeros; a model that reads it before it is written has no result.
        NativeRow.Of("THSTensor_empty", c => Filled(c, 0)),
        NativeRow.Of("THSTensor_full", c => c.Write.Filled(c.Result.Shape, c.Scalar("value", c.ResultType))),
        NativeRow.Of("THSTensor_ones_like", c => Filled(c, 1)),
        .. NativeRow.Each("THSTensor_zeros_like THSTensor_empty_like", c => Filled(c, 0)),
        NativeRow.Of("THSTensor_full_like", c => c.Write.Filled(c.Result.Shape, c.Scalar("value", c.ResultType))),
        NativeRow.Of("THSTensor_arange", Range),
        NativeRow.Of("THSTensor_eye", c => Ones(c, DiagonalView.Of(c.Result.Shape, 0, 0, 1))),
        NativeRow.Of("THSTensor_linspace", c => c.Write.Cast(Linear(c), c.ResultType)),
        .. NativeRow.Refused("THSTensor_logspace", "how many numbers it makes depends on the inputs' sizes"),
        NativeRow.Of("THSTensor_empty_strided", c => Filled(c, 0)),
        .. NativeRow.Refused("""
            THSTensor_rand THSTensor_randn THSTensor_randint THSTensor_randperm THSTensor_rand_like THSTensor_randn_like
            THSTensor_randint_like
            """, "it draws random numbers, which are others at each call"),
    ];

    /// <summary>The ways in which TorchSharp's overloads name sizes: one list, or one parameter a dim.</summary>
    private static readonly string[][] SizeParameters = [["rows", "columns"], ["dim0", "dim1", "dim2", "dim3"]];

    private static TensorShape Sizes(OperatorCall call)
    {
        foreach (var list in new[] { "size", "sizes" })
            if (call.Arguments.Has(list)) return call.Dims(list) is { } sizes ? TensorShape.Of(sizes) : TensorShape.Unknown;
        foreach (var names in SizeParameters)
        {
            var given = names.Where(call.Arguments.Has).ToList();
            if (given.Count > 0) return TensorShape.Of(given.Select((n, i) => call.Dim(n) ?? call.Fresh(i)));
        }

        return TensorShape.Unknown;
    }

    private static Value Arange(OperatorCall call)
    {
        var bounds = new[] { "start", "stop" }.Where(call.IsGiven).Select(n => call.Arguments[n]!).ToList();
        var integers = bounds.Concat(call.IsGiven("step") ? [call.Arguments["step"]!] : []).All(b => Promotion.IsFractional(b) == false);
        var count = !integers || call.IsGiven("step") || call.Dim("stop") is not { } stop
            ? null
            : call.IsGiven("start")
            ? call.Dim("start") is { } start ? stop - start : null
            : stop;
        return call.Result(
            TensorShape.Of(count ?? call.Fresh(0)),
            call.StatedType(
                integers
                    ? ElementType.Int64
                    : bounds.Any(b => Promotion.IsFractional(b) == true)
                    ? ElementType.Float32
                    : ElementType.Unknown));
    }

    private static Value FromData(OperatorCall call)
    {
        var data = call.Input is null ? call.Arguments.All.FirstOrDefault() : null;
        if (data is null) return Value.Nothing;
        var elements = data.WithoutConversions();
        var type = elements.Type is IArrayTypeSymbol array ? array.ElementType : elements.Type;
        var known = type?.SpecialType switch
        {
            SpecialType.System_Single => ElementType.Float32,
            SpecialType.System_Double => ElementType.Float64,
            SpecialType.System_Int32 => ElementType.Int32,
            SpecialType.System_Int64 => ElementType.Int64,
            SpecialType.System_Boolean => ElementType.Bool,
            SpecialType.System_Byte => ElementType.Byte,
            _ => ElementType.Unknown,
        };
        var shape = elements switch
        {
            { Type: IArrayTypeSymbol { Rank: 1 } } when call.Known(elements) is ListValue list => TensorShape.Of(Dim.Of(list.Items.Length)),
            { Type: IArrayTypeSymbol } => TensorShape.Unknown,
            { Type.SpecialType: not SpecialType.None } => TensorShape.Of(),
            _ => TensorShape.Unknown,
        };
        if (call.Arguments.Has("dim")) shape = call.Dims("dim") is { } dims ? TensorShape.Of(dims) : TensorShape.Unknown;
        else if (SizeParameters.Any(names => names.Any(call.Arguments.Has))) shape = Sizes(call);
        return call.Result(shape, call.StatedType(known));
    }

    private static Value Identity(OperatorCall call)
    {
        var columns = call.IsGiven("columns") ? call.Dim("columns") : call.Dim("rows");
        return call.Result(
            TensorShape.Of(call.Dim("rows") ?? call.Fresh(0), columns ?? call.Fresh(1)), call.StatedType(ElementType.Float32));
    }

    /// <summary>Of given sizes, or with a mean and a deviation for each element.</summary>
    private static Value Normal(OperatorCall call)
    {
        if (call.Arguments.Has("size") || call.Tensor("mean") is not { } mean)
            return call.Result(Sizes(call), call.StatedType(ElementType.Float32));
        return call.Result(
            call.Tensor("std") is { } deviation ? Broadcasting.Of(mean.Shape, deviation.Shape, call.Id) : TensorShape.Unknown,
            ElementType.Unknown);
    }

    private static GraphValue Filled(ExportCall call, double number) =>
        call.Write.Filled(call.Result.Shape, call.Write.Scalar(number, call.ResultType));

    private static GraphValue Ones(ExportCall call, DiagonalView diagonal) => diagonal.Replaced(
        call.Write, Filled(call, 0), call.Write.Filled(ImmutableArray.Create(diagonal.Count), call.Write.Scalar(1, call.ResultType)));

    /// <summary>start + position * (end - start) / (steps - 1).</summary>
    private static GraphValue Linear(ExportCall call)
    {
        var (write, type, steps) = (call.Write, ElementType.Float64, call.Result.Shape[0]);
        var (start, end) = (call.Scalar("start", type), call.Scalar("end", type));
        var gaps = write.Cast(write.Greater(write.Sizes.Scalar(steps - 1), write.Scalar(1, ElementType.Int64)), type);
        var step = write.Node("Div", write.Node("Sub", end, start), gaps);
        return write.Node("Add", write.Node("Mul", write.Cast(write.Positions(steps), type), step), start);
    }

    /// <summary>Whole numbers are counted as such, and then cast.</summary>
    private static GraphValue Range(ExportCall call)
    {
        var (start, step) = (call.Size("start"), call.Integer("step"));
        return call.Write.Cast(call.Write.Positions(call.Result.Shape[0], start, step), call.ResultType);
    }
}
