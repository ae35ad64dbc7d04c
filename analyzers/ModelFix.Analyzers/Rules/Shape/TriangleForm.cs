using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Shape;

/// ones(t, t).triu(1)  =>  arange(8).unsqueeze(0).ge(arange(8).unsqueeze(1) + 1).to(ScalarType.Float32)
/// ones(t, t).tril()   =>  arange(8).unsqueeze(0).le(arange(8).unsqueeze(1)).to(ScalarType.Float32)
/// Exact where both sizes are proven: the upper triangle holds the places whose column is at least the row and the diagonal, the lower one
/// those where it is at most that. A triangle of constant sizes is folded by exporters, and nothing is found there.
internal sealed class TriangleForm : RearrangementForm
{
    public override ImmutableArray<string> Operators { get; } = ImmutableArray.Create("triu", "tril");

    public override MoveProblem? Problem(TorchCall call, TorchCompilation torch)
    {
        var ones = Ones(call, torch);
        if (ones is not null && !ones.Invocation.Arguments.Any(a => SizeReads.In(a.Value, torch))) return null;
        if (!HasTrilu(torch.TargetAt(call.Syntax))) return new MoveProblem("exports from opset 14 on, and TensorRT takes it from 8.5 on");
        return ones is null ? null : new MoveProblem("reads sizes at run time", IsBloat: true);
    }

    public override Rearranged? Of(TorchCall call, TorchCompilation torch, out string missing)
    {
        var shape = torch.ShapeOf(call.Input);
        missing = "make a mask of comparisons of two aranges, and fill where it is not set";
        if (Ones(call, torch) is not { } ones) return null;
        missing = Constant(call, "diagonal") is null ? "make the diagonal a constant" : StateShape(shape);
        if (shape.Rank != 2 || Constant(call, "diagonal") is not { } diagonal) return null;
        if (shape.Dims[0].Constant is not { } rows || shape.Dims[1].Constant is not { } columns) return null;
        var style = torch.StyleAt(call.Syntax);
        missing = "give its dtype and device as constants or variables";
        if (Type(ones, torch, style) is not { } type || Device(ones) is not { } device) return null;
        string Range(long size) => $"{style.Torch("arange")}({CSharpText.Of(size)}{device})";
        var shift = diagonal == 0 ? "" : diagonal < 0 ? $" - {CSharpText.Of(-diagonal)}" : $" + {CSharpText.Of(diagonal)}";
        var mask = $"{Range(columns)}.unsqueeze(0).{(call.Operator == "triu" ? "ge" : "le")}({Range(rows)}.unsqueeze(1){shift}){type}";
        return new Rearranged("Compare two aranges", 1, _ => mask);
    }

    private static TorchCall? Ones(TorchCall call, TorchCompilation torch) =>
        OperatorCalls.From(call.Input, torch.Symbols) is { Operator: "ones", Spelling: Spelling.Static } ones ? ones : null;

    private static bool HasTrilu(Target target) =>
        target.Members.All(m => m.IsOf(TargetFamily.TensorRT, "8.5") || m.IsOf(TargetFamily.Onnx, "14.0"));

    /// <summary>The conversion of the mask, empty for bool; null where the dtype is not known.</summary>
    private static string? Type(TorchCall ones, TorchCompilation torch, SourceStyle style)
    {
        if (torch.ElementTypeOf(ones.Invocation) is ElementType.Bool) return "";
        if (ones.Arguments["dtype"] is { } given && given.ConstantValue is not { HasValue: true, Value: null })
            return IsSimple(given) ? $".to({CSharpText.Text(given.Syntax)})" : null;
        return torch.ElementTypeOf(ones.Invocation) == ElementType.Float32
            ? $".to({style.Type(torch.Symbols.ScalarType!)}.Float32)"
            : null;
    }

    /// <summary>The argument that gives the device, empty where none is; null where it cannot be written twice.</summary>
    private static string? Device(TorchCall ones)
    {
        if (ones.Arguments["requires_grad"] is { ConstantValue: not { HasValue: true, Value: false } }) return null;
        if (ones.Arguments["device"] is not { } device || device.ConstantValue is { HasValue: true, Value: null }) return "";
        return IsSimple(device) ? $", device: {CSharpText.Text(device.Syntax)}" : null;
    }

    /// <summary>True for a variable or a constant, and for what a tensor in a variable has: <c>x.dtype</c>, <c>x.device</c>.</summary>
    private static bool IsSimple(IOperation given) => CSharpText.IsRepeatable(given)
        || given is IPropertyReferenceOperation { Property.Name: "device" or "dtype", Instance: { } tensor }
            && CSharpText.IsRepeatable(tensor);
}
