using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Indices, as <see cref="NativeIndex"/> decodes them, in TorchScript: views, and one call for the tensors among them.</summary>
internal static class ScriptIndex
{
    public static string Read(ScriptCall call)
    {
        var (views, tensors) = NativeIndex.Decoded(call);
        var part = call.Viewed(call.First.Name, views);
        return tensors.Count == 0 ? part : $"torch.index({part}, {Positions(tensors)})";
    }

    public static string Written(ScriptCall call)
    {
        var (views, tensors) = NativeIndex.Decoded(call);
        var part = call.Viewed(call.First.Name, views);
        var value = call.Tensor("value");
        if (tensors.Count == 0)
        {
            var rank = call.First.Rank + views.Sum(v => v is UnsqueezedView ? 1 : v is SlicedView { IsDropped: true } ? -1 : 0);
            return $"torch.copy_({part}, {WithoutLeading(value, rank)})";
        }

        var adds = call.HasParameter("accumulate") && call.Flag("accumulate");
        return $"torch.index_put_({part}, {Positions(tensors)}, {value.Name}, {ScriptCall.Boolean(adds)})";
    }

    public static string Filled(ScriptCall call)
    {
        var (views, tensors) = NativeIndex.Decoded(call);
        var (part, value) = (call.Viewed(call.First.Name, views), call.Argument("value"));
        return tensors.Count == 0
            ? $"torch.fill_({part}, {value})"
            : $"torch.index_put_({part}, {Positions(tensors)}, torch.tensor({value}, dtype={ScriptTypes.Number(call.First.Type)}))";
    }

    /// <summary>A list with None for a dim that no tensor indexes; a mask indexes as many as it has.</summary>
    private static string Positions(IEnumerable<(long Dim, GraphValue Index)> tensors)
    {
        var positions = new List<string>();
        long dim = 0;
        foreach (var (at, index) in tensors)
        {
            for (; dim < at; dim++) positions.Add("None");
            positions.Add(index.Name);
            dim += index.Type is ElementType.Bool or ElementType.Byte ? index.Rank : 1;
        }

        return $"annotate(List[Optional[Tensor]], [{string.Join(", ", positions)}])";
    }

    /// <summary>What is written may have more dims than where it goes, if they have size 1.</summary>
    private static string WithoutLeading(GraphValue value, int rank) =>
        Enumerable.Range(0, Math.Max(0, value.Rank - rank)).Aggregate(value.Name, (name, _) => $"torch.squeeze({name}, 0)");
}
