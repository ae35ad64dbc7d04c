using ModelFix.Core.Export;
using ModelFix.Core.Layers;

namespace ModelFix.Engine.Export.TorchScript;

/// <summary>Which tensors share their storage, what is written to, and what follows from an input, as far as calls were taken.</summary>
internal sealed class TraceStorages
{
    private readonly Trace _trace;
    private readonly Dictionary<int, int> _roots = [];
    private readonly HashSet<int> _dependent = [];
    private readonly HashSet<int> _written = [];

    public TraceStorages(Trace trace)
    {
        _trace = trace;
        _dependent.UnionWith(trace.Inputs.Select(i => i.Tensor));
    }

    /// <summary>All of a trace.</summary>
    public static TraceStorages Of(Trace trace)
    {
        var storages = new TraceStorages(trace);
        foreach (var call in trace.Calls) storages.Take(call);
        return storages;
    }

    /// <summary>The first tensor of those that share a storage.</summary>
    public int Root(int tensor) => _roots.GetValueOrDefault(tensor, tensor);

    /// <summary>True where a call writes to the tensor or to what shares its storage.</summary>
    public bool IsWritten(int tensor) => _written.Contains(Root(tensor));

    public bool DependsOnInput(int tensor) => _dependent.Contains(Root(tensor));

    /// <summary>
    /// True for a call that changes the elements of its first tensor; one that changes its shape alone gives a view of it.
    /// </summary>
    public static bool Writes(TracedCall call) =>
        NativeCatalog.Row(call.Name, out var inPlace) is { } row
            && (row.Written is not null || row.Views is null && (inPlace || call.Argument("inplace") is { Flag: true }));

    public void Take(TracedCall call)
    {
        var depends = Used(call).Any(DependsOnInput);
        if (Writes(call) && call.FirstTensor is { } changed)
        {
            _written.Add(Root(changed));
            if (depends) _dependent.Add(Root(changed));
        }

        foreach (var result in call.Results.Where(r => r >= 0))
        {
            if (Shares(call, result)) _roots[result] = Root(call.FirstTensor!.Value);
            if (depends) _dependent.Add(Root(result));
        }
    }

    private bool Shares(TracedCall call, int result)
    {
        if (call.FirstTensor is not { } source) return false;
        if (Writes(call)) return true;
        return NativeCatalog.Row(call.Name, out _) is { Views: not null } row
            && !call.Arguments.Any(a => a.Tensors is { } others && others.Any(t => t >= 0))
            && !(row.MayCopy && _trace.Tensors[result].SharesMemory(_trace.Tensors[source]) == 0);
    }

    private static IEnumerable<int> Used(TracedCall call) => call.Arguments
        .SelectMany(a => a.Tensor is { } one ? [one] : a.Module is { } module ? module.Weights.Values : a.Tensors ?? [])
        .Where(t => t >= 0);
}
