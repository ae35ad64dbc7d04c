using ModelFix.Core.Export;
using ModelFix.Core.Layers;

namespace ModelFix.Engine.Export;

/// <summary>Writes a trace as an ONNX graph. What forward writes in place becomes new values of all that shares the storage.</summary>
internal sealed class OnnxConversion
{
    private readonly Trace _trace;
    private readonly GraphWriter _write;
    private readonly TensorStates _states;

    private OnnxConversion(Trace trace, int opset)
    {
        _trace = trace;
        _write = new GraphWriter(new OnnxGraph(opset));
        _states = new TensorStates(trace, _write);
    }

    /// <summary>The graph.</summary>
    /// <exception cref="ExportRefusal">The model does something that is not exported.</exception>
    public static OnnxGraph Convert(Trace trace, int opset)
    {
        var conversion = new OnnxConversion(trace, opset);
        conversion.Run();
        return GraphCleaning.Cleaned(conversion._write.Graph);
    }

    private void Run()
    {
        Inputs();
        foreach (var call in _trace.Calls)
        {
            try
            {
                (_write.Graph.Place, _write.Graph.Scope) = (call.Place, call.Scope);
                Convert(call);
            }
            catch (ExportRefusal e)
            {
                throw e.At(call.Place);
            }
        }

        Outputs();
    }

    /// <summary>The sizes for which several formulas do, as far as the trace is converted.</summary>
    public static IReadOnlyList<SizeDoubt> Doubts(Trace trace)
    {
        var conversion = new OnnxConversion(trace, ExportOptions.UsualOpset);
        try
        {
            conversion.Run();
        }
        catch (ExportRefusal)
        {
            // Whoever converts it tells.
        }

        return conversion._write.Sizes.Doubts;
    }

    private void Inputs()
    {
        foreach (var input in _trace.Inputs)
        {
            var name = _write.Graph.Fresh(input.Name, isWeight: true);
            var port = TracePorts.Input(_trace, input, name);
            _write.Graph.Inputs.Add(port);
            _states.Make(input.Tensor, new GraphValue(name, port.Type), isInput: true);
        }
    }

    private void Convert(TracedCall call)
    {
        var row = NativeCatalog.Row(call.Name, out var inPlace);
        if (row?.ReadsElements == true)
        {
            if (call.FirstTensor is { } read && _states.DependsOnInput(read))
                throw TraceReader.ReadsElements(call.Name, call.Place);
            return;
        }

        if (row?.Refusal is { } why) throw new ExportRefusal($"{NativeNames.Shown(call.Name)} is not exported: {why}");
        var isConstant = !inPlace && row?.Written is null && call.Results.Length > 0
            && _states.AreConstants(call.Results, isComputed: row is not null);
        // What is written to a view of a constant is written to the constant.
        if (isConstant && row?.Views is null) return;
        if (row is null && call.Results.Length > 0 && call.Results.All(r => r >= 0 && _trace.Tensors[r].Content is not null))
            throw new ExportRefusal($"{NativeNames.Shown(call.Name)}: {ElementSizes.Refusal}");
        if (row is null)
            throw new ExportRefusal($"{NativeNames.Shown(call.Name)} is not exported: ModelFix does not know what it is in ONNX");
        if (row.Opset > _write.Graph.Opset)
            throw new ExportRefusal($"{NativeNames.Shown(call.Name)} is in ONNX from opset {row.Opset} on (--opset {row.Opset})");
        inPlace |= row.Views is null && call.Argument("inplace") is { Flag: true };
        var seen = new ExportCall(call, _write, _states.Value, id => _trace.Tensors[id]);
        if (row.Written is { } written) _states.Write(seen.FirstTensor, written(seen));
        else if (inPlace && row.Views is null) Overwrite(call, row.Results!(seen)[0]);
        else if (row.Views?.Invoke(seen) is { } views) Share(call, views, row.MayCopy);
        else if (!isConstant) Make(call, row.Results!(seen));
    }

    /// <summary>Some in-place forms return another handle of the same tensor.</summary>
    private void Overwrite(TracedCall call, GraphValue value)
    {
        var written = call.FirstTensor!.Value;
        _states.Write(written, value);
        foreach (var result in call.Results.Where(r => r >= 0)) _states.Share(result, written, [new SameView()]);
    }

    private void Make(TracedCall call, IReadOnlyList<GraphValue> values)
    {
        for (var i = 0; i < call.Results.Length; i++)
        {
            if (call.Results[i] < 0) continue;
            if (i < values.Count) _states.Make(call.Results[i], values[i]);
            else
                _states.Refuse(
                    call.Results[i], $"{NativeNames.Shown(call.Name)} gives several tensors, of which number {i + 1} is not exported");
        }
    }

    private void Share(TracedCall call, IReadOnlyList<IReadOnlyList<View>> views, bool mayCopy)
    {
        for (var i = 0; i < call.Results.Length; i++)
        {
            // Of a list of tensors each gives the result at its position.
            var source = call.FirstTensor ?? call.Arguments.First(a => a.Tensors is not null).Tensors!.Value[i];
            var result = call.Results[i];
            var shares = mayCopy ? _trace.Tensors[result].SharesMemory(_trace.Tensors[source]) : 1;
            if (shares == 1) _states.Share(result, source, views[i]);
            else _states.Copy(result, source, views[i], shares == 0 ? null : NativeNames.Shown(call.Name));
        }
    }

    private void Outputs()
    {
        foreach (var output in _trace.Outputs)
        {
            var value = _states.Value(output.Tensor);
            var own = _write.Graph.Node("Identity", value.Type, [value]);
            var named = GraphCleaning.Rename(_write.Graph, own, TracePorts.Name(output));
            _write.Graph.Outputs.Add(TracePorts.Output(_trace, output, named));
        }
    }
}
