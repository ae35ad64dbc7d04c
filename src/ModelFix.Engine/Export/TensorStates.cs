using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Engine.Export;

/// <summary>What each tensor of a trace is in the graph: a value of its own, or a part of another one's.</summary>
internal sealed class TensorStates(Trace trace, GraphWriter write)
{
    private readonly Dictionary<int, State> _states = [];
    private readonly Dictionary<int, string> _refused = [];
    private readonly HashSet<string> _inputs = [];

    /// <summary>A tensor with storage of its own.</summary>
    public void Make(int tensor, GraphValue value, bool isInput = false)
    {
        var traced = trace.Tensors[tensor];
        var typed = write.Cast(value, traced.Type) with { Shape = traced.Shape };
        _states[tensor] = new State(new Storage(typed), null, []);
        write.Sizes.Add(typed);
        if (isInput) _inputs.Add(typed.Name);
    }

    /// <summary>A tensor that is not exported: no model may use it.</summary>
    public void Refuse(int tensor, string why) => _refused[tensor] = why;

    /// <summary>A tensor that shares another one's storage.</summary>
    public void Share(int tensor, int source, IReadOnlyList<View> views)
    {
        _ = Value(source);
        var state = new State(_states[source].Storage, source, views);
        if (AreConstants([tensor]) && Constant(trace.Tensors[tensor]) is { } constant)
            (state.Cached, state.Version) = (constant with { Shape = trace.Tensors[tensor].Shape }, state.Storage.Version);
        _states[tensor] = state;
        write.Sizes.Add(Value(tensor));
    }

    /// <summary>A tensor made as the views of another one say, with storage of its own.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="source">The other one.</param>
    /// <param name="views">The views.</param>
    /// <param name="sometimes">The operator that makes it, where it is no copy for inputs of some sizes; else null.</param>
    public void Copy(int tensor, int source, IReadOnlyList<View> views, string? sometimes)
    {
        Make(tensor, Viewed(Value(source), views));
        if (sometimes is null) return;
        var (own, other) = (_states[tensor].Storage, _states[source].Storage);
        own.Doubles.Add((sometimes, other));
        other.Doubles.Add((sometimes, own));
    }

    /// <summary>The value that a tensor has now.</summary>
    public GraphValue Value(int tensor)
    {
        if (!_states.TryGetValue(tensor, out var state)) _states.Add(tensor, state = Found(tensor));
        if (state.Storage.Doubt is { } doubt) throw doubt;
        if (state.Parent is not { } parent) return state.Storage.Value;
        if (state.Cached is { } cached && state.Version == state.Storage.Version) return cached;
        var value = Viewed(Value(parent), state.Views) with { Shape = trace.Tensors[tensor].Shape };
        (state.Cached, state.Version) = (value, state.Storage.Version);
        return value;
    }

    /// <summary>Gives a tensor a new value, and with it all that share its storage.</summary>
    public void Write(int tensor, GraphValue value)
    {
        _ = Value(tensor);
        var state = _states[tensor];
        if (state.Storage.Kept is { } kept)
            throw new ExportRefusal($"forward writes to {kept}: a model that changes what it keeps cannot be exported");
        // That one may be read no more after this.
        foreach (var (name, other) in state.Storage.Doubles)
            other.Doubt ??= new ExportRefusal(
                $"it writes to a tensor of which {name} makes no copy for inputs of some sizes, and one for others; clone() always does",
                write.Graph.Place);
        var traced = trace.Tensors[tensor];
        var typed = write.Cast(value, traced.Type) with { Shape = traced.Shape };
        if (state.Parent is not { } parent)
        {
            (state.Storage.Value, state.Storage.Version) = (typed, state.Storage.Version + 1);
            return;
        }

        var wholes = new List<GraphValue> { Value(parent) };
        foreach (var view in state.Views.SkipLast(1)) wholes.Add(view.Of(write, wholes[^1]));
        for (var i = state.Views.Count - 1; i >= 0; i--)
            typed = state.Views[i].Replaced(write, wholes[i], typed) with { Shape = wholes[i].Shape };
        Write(parent, typed);
    }

    /// <summary>True where a tensor's elements follow from an input's.</summary>
    public bool DependsOnInput(int tensor)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { Value(tensor).Name };
        var makers = write.Graph.Nodes
            .SelectMany(n => n.Outputs.Select(o => (Output: o, Node: n)))
            .ToDictionary(n => n.Output, n => n.Node);
        var open = new Stack<string>(seen);
        while (open.TryPop(out var name))
        {
            if (_inputs.Contains(name)) return true;
            if (!makers.TryGetValue(name, out var node) || node.Operator == "Shape") continue;
            foreach (var input in node.Inputs)
                if (seen.Add(input)) open.Push(input);
        }

        return false;
    }

    /// <summary>True where all of these are constants: known, and the same for inputs of all sizes, or lists of sizes.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="isComputed">True where they can be computed, so that fractions are no sizes by chance.</param>
    public bool AreConstants(ImmutableArray<int> tensors, bool isComputed = false) => tensors.All(t => t >= 0
        && trace.Tensors[t] is { Content: { IsKept: false, Obstacle: null } content } traced
        && !(isComputed && traced.Type.IsFloating() && !AreSame(Elements(content)))
        && Constant(traced) is not null);

    private State Found(int tensor)
    {
        if (_refused.TryGetValue(tensor, out var why)) throw new ExportRefusal(why);
        var traced = trace.Tensors[tensor];
        if (traced.Content is not { } content) throw new ExportRefusal("a tensor is used that nothing has made");
        if (content.Obstacle is { } obstacle) throw new ExportRefusal(obstacle);
        var value = Constant(traced)
            ?? throw new ExportRefusal($"a tensor: {ElementSizes.Refusal}");
        var shaped = value with { Shape = traced.Shape };
        var kept = content.IsKept ? content.Name ?? "a tensor that its constructor has made" : null;
        return new State(new Storage(shaped) { Kept = kept }, null, []);
    }

    private GraphValue? Constant(TracedTensor traced)
    {
        if (traced.Shape.Any(s => !s.IsConstant)) return null;
        var content = traced.Content!;
        var elements = Elements(content);
        var dims = traced.Shape.Select(s => s.First).ToList();
        if (AreSame(elements))
        {
            var data = new TensorData(traced.Type, dims, elements[0]);
            return !content.IsKept ? write.Graph.Constant(data)
                : content.Name is { } name ? write.Graph.Weight(name, () => data)
                : write.Graph.Initializer("buffer", data);
        }

        return ElementSizes.Of(traced.Type, elements) is { } sizes
            ? write.Cast(write.Reshape(write.Sizes.Vector(sizes), traced.Shape), traced.Type)
            : null;
    }

    private static List<byte[]> Elements(TensorContent content) => [.. content.Elements.Select(e => e())];

    private static bool AreSame(List<byte[]> elements) => elements.Skip(1).All(e => e.AsSpan().SequenceEqual(elements[0]));

    private GraphValue Viewed(GraphValue value, IEnumerable<View> views) => views.Aggregate(value, (whole, view) => view.Of(write, whole));

    /// <summary>Memory that tensors may share.</summary>
    private sealed class Storage(GraphValue value)
    {
        public GraphValue Value { get; set; } = value;

        public int Version { get; set; }

        /// <summary>Storages that are the same as this one for inputs of some sizes, and by what.</summary>
        public List<(string Name, Storage Other)> Doubles { get; } = [];

        /// <summary>Why it may not be read any more, or null.</summary>
        public ExportRefusal? Doubt { get; set; }

        /// <summary>What keeps it between calls, or null.</summary>
        public string? Kept { get; init; }
    }

    /// <summary>A tensor: all of a storage where it has no parent, else views of another tensor.</summary>
    private sealed class State(Storage storage, int? parent, IReadOnlyList<View> views)
    {
        public Storage Storage { get; } = storage;

        public int? Parent { get; } = parent;

        public IReadOnlyList<View> Views { get; } = views;

        public GraphValue? Cached { get; set; }

        public int Version { get; set; }
    }
}
