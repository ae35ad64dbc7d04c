using System.Collections.Immutable;
using ModelFix.Core.Export;

namespace ModelFix.Engine.Export.TorchScript;

/// <summary>The variables, weights and constants that the tensors of a trace are.</summary>
/// <param name="trace">The trace.</param>
/// <param name="write">Takes lines of code, and is told of the tensors.</param>
internal sealed class ScriptTensors(Trace trace, ScriptWriter write)
{
    private readonly Dictionary<int, GraphValue> _values = [];
    private readonly Dictionary<int, TensorData?> _constants = [];
    private readonly Dictionary<long, TensorData> _kept = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public List<ScriptWeight> Weights { get; } = [];

    public List<TensorData> Constants { get; } = [];

    /// <summary>An input: its variable.</summary>
    public string Take(TracePort input)
    {
        var name = ScriptNames.Identifier(input.Name);
        while (name[0] is 'v' or 'n' or 'r' && name.Skip(1).All(char.IsAsciiDigit) || !_names.Add(name)) name += "_";
        Name(input.Tensor, name);
        return name;
    }

    /// <summary>A tensor that an expression gives.</summary>
    public void Make(int tensor, string expression) => Make([tensor], expression);

    /// <summary>Tensors that an expression gives.</summary>
    public void Make(ImmutableArray<int> tensors, string expression)
    {
        var names = tensors.Select(_ => write.Fresh()).ToList();
        write.Line($"{string.Join(", ", names)} = {expression}");
        for (var i = 0; i < tensors.Length; i++)
            if (tensors[i] >= 0) Name(tensors[i], names[i]);
    }

    /// <summary>What a tensor is in the code.</summary>
    public GraphValue Value(int tensor)
    {
        if (_values.TryGetValue(tensor, out var value)) return value;
        var traced = trace.Tensors[tensor];
        if (traced.Content is not { } content) throw new ExportRefusal("a tensor is used that nothing has made");
        if (content.Obstacle is { } obstacle) throw new ExportRefusal(obstacle);
        return Name(tensor, Constant(tensor) is { } data ? Kept(traced, data) : Listed(traced));
    }

    /// <summary>True where a tensor's elements are known, and the same for inputs of all sizes, and made in each call.</summary>
    public bool IsConstant(int tensor) =>
        trace.Tensors[tensor].Content is { IsKept: false, Obstacle: null } && Constant(tensor) is not null;

    private string Kept(TracedTensor traced, TensorData data)
    {
        if (traced.Content is { IsKept: true, Name: { } name } content)
        {
            if (Weights.All(w => w.Name != name)) Weights.Add(new ScriptWeight(name, content.IsParameter, Shared(traced, data)));
            return ScriptNames.Attribute(name);
        }

        Constants.Add(data);
        return FormattableString.Invariant($"CONSTANTS.c{Constants.Count - 1}");
    }

    /// <summary>The same for parameters that are one tensor under several names, which the file then holds once.</summary>
    private TensorData Shared(TracedTensor traced, TensorData data)
    {
        if (_kept.TryGetValue(traced.Memory.First, out var other) && other.Type == data.Type && other.Dims.SequenceEqual(data.Dims)
            && other.Bytes.AsSpan().SequenceEqual(data.Bytes))
            return other;
        return _kept[traced.Memory.First] = data;
    }

    private TensorData? Constant(int tensor)
    {
        if (_constants.TryGetValue(tensor, out var known)) return known;
        var traced = trace.Tensors[tensor];
        var elements = traced.Shape.All(s => s.IsConstant) ? traced.Content!.Elements.Select(e => e()).ToList() : [];
        return _constants[tensor] = elements.Count > 0 && elements.Skip(1).All(e => e.AsSpan().SequenceEqual(elements[0]))
            ? new TensorData(traced.Type, [.. traced.Shape.Select(s => s.First)], elements[0])
            : null;
    }

    /// <summary>Whole numbers that differ where the inputs' sizes do, as a list of sizes.</summary>
    private string Listed(TracedTensor traced)
    {
        var elements = traced.Content!.Elements.Select(e => e()).ToList();
        if (traced.Shape.Any(s => !s.IsConstant) || ElementSizes.Of(traced.Type, elements) is not { } all)
            throw new ExportRefusal($"a tensor: {ElementSizes.Refusal}");
        var list = all.Select(write.Sizes.Text);
        return write.Named($"torch.view(torch.tensor([{string.Join(", ", list)}], dtype={ScriptTypes.Number(traced.Type)}), "
            + $"[{string.Join(", ", traced.Shape)}])");
    }

    private GraphValue Name(int tensor, string name)
    {
        var traced = trace.Tensors[tensor];
        var value = new GraphValue(name, traced.Type) { Shape = traced.Shape };
        _values[tensor] = value;
        write.Sizes.Add(value);
        return value;
    }
}
