using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Layers;

namespace ModelFix.Engine.Export.TorchScript;

/// <summary>Writes a trace as TorchScript: its calls one after the other. Views and writes in place are what they were.</summary>
internal sealed class ScriptConversion
{
    private readonly Trace _trace;
    private readonly TraceStorages _all;
    private readonly TraceStorages _taken;
    private readonly ScriptWriter _write = new();
    private readonly ScriptTensors _tensors;

    private ScriptConversion(Trace trace)
    {
        _trace = trace;
        _all = TraceStorages.Of(trace);
        _taken = new TraceStorages(trace);
        _tensors = new ScriptTensors(trace, _write);
    }

    /// <summary>The model.</summary>
    /// <exception cref="ExportRefusal">It does something that is not exported.</exception>
    public static ScriptModel Convert(Trace trace)
    {
        var conversion = new ScriptConversion(trace);
        var inputs = trace.Inputs.Select(i => TracePorts.Input(trace, i, conversion._tensors.Take(i))).ToImmutableArray();
        foreach (var call in trace.Calls)
        {
            try
            {
                conversion.Convert(call);
                conversion._taken.Take(call);
            }
            catch (ExportRefusal e)
            {
                throw e.At(call.Place);
            }
        }

        var returned = trace.Outputs.Select(o => conversion._tensors.Value(o.Tensor).Name).ToImmutableArray();
        return new ScriptModel(
            inputs,
            [.. conversion._write.Lines],
            [.. trace.Outputs.Select(o => TracePorts.Output(trace, o, TracePorts.Name(o)))],
            returned,
            trace.Returned,
            [.. conversion._tensors.Weights],
            [.. conversion._tensors.Constants]);
    }

    private void Convert(TracedCall call)
    {
        var row = NativeCatalog.Row(call.Name, out _);
        if (row?.ReadsElements == true)
        {
            if (call.FirstTensor is { } read && _taken.DependsOnInput(read)) throw TraceReader.ReadsElements(call.Name, call.Place);
            return;
        }

        if (row?.Refusal is { } why) throw new ExportRefusal($"{NativeNames.Shown(call.Name)} is not exported: {why}");
        var writes = TraceStorages.Writes(call);
        if (!writes && call.Results.Length > 0 && call.Results.All(r => r >= 0 && _tensors.IsConstant(r)))
        {
            // What is written to later is made anew in each call.
            if (call.Results.Any(_all.IsWritten)) MakeAnew(call, row);
            return;
        }

        if (row is null && call.Results.Length > 0 && call.Results.All(r => r >= 0 && _trace.Tensors[r].Content is not null))
        {
            foreach (var result in call.Results) _ = _tensors.Value(result);
            return;
        }

        if (row?.Script is not { } script)
            throw new ExportRefusal($"{NativeNames.Shown(call.Name)} is not exported: ModelFix does not know what it is in TorchScript");
        if (writes) RefuseKept(call);
        if (writes || call.Results.Length > 0) Write(call, script, inPlace: writes && row.Written is null);
    }

    private void RefuseKept(TracedCall call)
    {
        var root = _taken.Root(call.FirstTensor!.Value);
        if (_trace.Tensors[root].Content is { IsKept: true } kept)
            throw new ExportRefusal(
                $"forward writes to {kept.Name ?? "a tensor that its constructor has made"}: a model that changes what it keeps cannot be "
                    + "exported");
    }

    /// <summary>A constant that is made by a call that has a form shares what that shares; another one is a copy.</summary>
    private void MakeAnew(TracedCall call, NativeRow? row)
    {
        if (row?.Script is { } script) Write(call, script, inPlace: false);
        else
            foreach (var result in call.Results)
                _tensors.Make(result, $"torch.clone({_tensors.Value(result).Name})");
    }

    private void Write(TracedCall call, Func<ScriptCall, string> script, bool inPlace)
    {
        var expression = script(new ScriptCall(call, _write, _tensors.Value, id => _trace.Tensors[id]));
        // An operator's form in place has its name with an underscore.
        if (inPlace) expression = expression.Insert(expression.IndexOf('(', StringComparison.Ordinal), "_");
        if (call.Results.Length == 0) _write.Line(expression);
        else _tensors.Make(call.Results, expression);
    }
}
