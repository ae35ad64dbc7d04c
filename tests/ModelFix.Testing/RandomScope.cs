namespace ModelFix.Testing;

/// <summary>The variables that a <see cref="RandomModel"/> may name where it is being written, and the choices among them.</summary>
internal sealed class RandomScope(int seed)
{
    private readonly Random _random = new(seed);
    private int _names;

    /// <summary>The tensors; their ranks where these are plain.</summary>
    public List<(string Name, int? Rank)> Tensors { get; } = [];

    public List<string> Integers { get; } = [];

    public int Next(int end) => _random.Next(end);

    public int Next(int start, int end) => _random.Next(start, end);

    public int Next() => _random.Next();

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public (string Name, int? Rank) PickTensor() => Pick(Tensors);

    /// <summary>A name that no other variable of the model has.</summary>
    public string Fresh(string prefix) => FormattableString.Invariant($"{prefix}{_names++}");

    /// <summary>The tensor may have any rank from here on.</summary>
    public void ForgetRank(string name) => Tensors[Tensors.FindIndex(t => t.Name == name)] = (name, null);

    public void ForgetRanks()
    {
        for (var i = 0; i < Tensors.Count; i++) Tensors[i] = (Tensors[i].Name, null);
    }
}
