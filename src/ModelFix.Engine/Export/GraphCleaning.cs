using ModelFix.Core.Export;

namespace ModelFix.Engine.Export;

/// <summary>Takes away what nothing needs.</summary>
internal static class GraphCleaning
{
    /// <summary>The graph without nodes and constants that no output follows from, and without nodes that hand on what they get.</summary>
    public static OnnxGraph Cleaned(OnnxGraph graph)
    {
        Shorten(graph);
        var needed = graph.Outputs.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            if (graph.Nodes[i].Outputs.Any(needed.Contains)) needed.UnionWith(graph.Nodes[i].Inputs);
            else graph.Nodes.RemoveAt(i);
        }

        if (graph.Nodes.SelectMany(n => n.Outputs).FirstOrDefault(graph.Doubts.ContainsKey) is { } doubted) throw graph.Doubts[doubted];
        graph.Initializers.RemoveAll(w => !needed.Contains(w.Name));
        return graph;
    }

    /// <summary>Gives a node's output a name, or one like it where that is taken.</summary>
    public static string Rename(OnnxGraph graph, GraphValue value, string name)
    {
        var unique = graph.Fresh(name, isWeight: true);
        var at = graph.Nodes.FindIndex(n => n.Outputs.Contains(value.Name));
        graph.Nodes[at] = graph.Nodes[at] with { Outputs = graph.Nodes[at].Outputs.Replace(value.Name, unique) };
        return unique;
    }

    /// <summary>An output that only hands on what a node computes is that node's output, unless another output is already.</summary>
    private static void Shorten(OnnxGraph graph)
    {
        for (var i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            if (graph.Nodes[i] is not { Operator: "Identity" } identity || graph.Outputs.All(o => o.Name != identity.Outputs[0])) continue;
            var (from, to) = (identity.Inputs[0], identity.Outputs[0]);
            if (graph.Outputs.Any(o => o.Name == from) || !graph.Nodes.Any(n => n.Outputs.Contains(from))) continue;
            graph.Nodes.RemoveAt(i);
            for (var j = 0; j < graph.Nodes.Count; j++)
                graph.Nodes[j] = graph.Nodes[j] with
                {
                    Inputs = [.. graph.Nodes[j].Inputs.Select(n => n == from ? to : n)],
                    Outputs = [.. graph.Nodes[j].Outputs.Select(n => n == from ? to : n)],
                };
        }
    }
}
