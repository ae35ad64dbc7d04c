using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Engine.Export;

/// <summary>Names of a trace's inputs and outputs, and of their dims.</summary>
internal static class TracePorts
{
    /// <summary>An input under a name.</summary>
    public static GraphPort Input(Trace trace, TracePort input, string name)
    {
        var traced = trace.Tensors[input.Tensor];
        return new GraphPort(name, traced.Type, [.. traced.Shape.Select((s, i) => input.Symbols[i] ?? s.ToString())]);
    }

    /// <summary>An output under a name.</summary>
    public static GraphPort Output(Trace trace, TracePort output, string name)
    {
        var traced = trace.Tensors[output.Tensor];
        var dims = traced.Shape.Select((s, i) => s.IsConstant ? s.ToString() : Symbol(trace, s) ?? $"{name}_{i}");
        return new GraphPort(name, traced.Type, [.. dims]);
    }

    /// <summary>What an output is called.</summary>
    public static string Name(TracePort output) => output.Name switch
    {
        "" => "output",
        [>= '0' and <= '9', ..] => "output_" + output.Name,
        _ => output.Name,
    };

    /// <summary>The symbolic dim that a size is, or what it is of them in few words: <c>H/8</c>.</summary>
    private static string? Symbol(Trace trace, Size size)
    {
        var sources = new SizeSources();
        foreach (var (symbol, own) in trace.Inputs.SelectMany(i => i.Symbols.Zip(trace.Tensors[i.Tensor].Shape)))
            if (symbol is not null) sources.Add(new GraphValue(symbol, ElementType.Int64) { Shape = [own] });
        return sources.TryFind(size) is { Terms.Length: 1 } formula ? formula.ToString() : null;
    }
}
