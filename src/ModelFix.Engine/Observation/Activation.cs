using ModelFix.Core.Values;

namespace ModelFix.Engine.Observation;

/// <summary>One call of a method, and what the sizes are in it that its parameters name.</summary>
/// <param name="run">The recording that it is in: "N=2".</param>
internal sealed class Activation(string run)
{
    private readonly Dictionary<SizeSymbol, long> _symbols = [];
    private readonly Dictionary<Dim, long> _named = [];

    public string Run { get; } = run;

    /// <summary>The sizes of parameters by what they are called.</summary>
    public IReadOnlyDictionary<Dim, long> Named => _named;

    /// <summary>Takes the sizes of a parameter for what its dims are called.</summary>
    public void Bind(TensorValue parameter, IReadOnlyList<long> shape)
    {
        for (var i = 0; i < shape.Count; i++)
        {
            var said = new[] { parameter.Shape[i], parameter.Shape[i - shape.Count] }.OfType<Dim>().ToList();
            foreach (var dim in said) Bind(dim, shape[i], isNamed: true);
            if (said.Count > 0) continue;
            Bind(parameter.Id.Size(i), shape[i], isNamed: true);
            Bind(parameter.Id.Size(i - shape.Count), shape[i], isNamed: false);
        }
    }

    /// <summary>The number that a dim is in this call; null where it is made of other sizes than those of parameters.</summary>
    public long? Evaluate(Dim dim) => dim.Over(s => _symbols.TryGetValue(s, out var size) ? Dim.Of(size) : null).Constant;

    private void Bind(Dim dim, long size, bool isNamed)
    {
        if (dim.IsConstant || (dim - Dim.Of(size)).Solved() is not var (symbol, value) || value.Constant is not { } number) return;
        if (_symbols.TryAdd(symbol, number) && isNamed && dim.Shown is not null) _named[dim] = size;
    }
}

/// <summary>A tensor that a place gave once.</summary>
/// <param name="Activation">The call of the method that the place is in.</param>
/// <param name="Type">Its dtype.</param>
/// <param name="Shape">Its sizes.</param>
internal sealed record Visit(Activation Activation, ElementType Type, IReadOnlyList<long> Shape)
{
    public string Shown => $"[{string.Join(", ", Shape)}]";
}
