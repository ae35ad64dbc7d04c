using ModelFix.Core.Values;

namespace ModelFix.Engine.Initialisation;

/// <summary>
/// Writes the shapes of a model's inputs. Equal sizes get one name and others never do: what has one name is taken to be one size, in all
/// inputs of a model.
/// </summary>
/// <param name="taken">The names that the model's contract has already.</param>
internal sealed class ShapeNames(IEnumerable<string> taken)
{
    private static readonly string[] Sequence = ["N", "T"];

    private readonly HashSet<string> _taken = new(taken, StringComparer.Ordinal);
    private readonly Dictionary<Dim, string> _names = [];

    /// <summary>The name of a size in the shapes that were written; null where it has none.</summary>
    public string? this[Dim size] => _names.GetValueOrDefault(size);

    /// <summary>Says what a size is called already.</summary>
    public void Know(Dim size, string name) => _names.TryAdd(size, name);

    /// <summary>A shape as modelfix.json has it: <c>[N, 3, H, W]</c>.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="isSequence">True for tokens: what comes last is the time.</param>
    public string Written(TensorShape shape, bool isSequence)
    {
        var letters = isSequence && shape.Dims.Length <= Sequence.Length ? Sequence[^shape.Dims.Length..] : Letters(shape);
        var dims = shape.Dims.Select((d, i) => d.IsConstant ? d.ToString() : _names.GetValueOrDefault(d) ?? New(d, letters[i]));
        return $"[{string.Join(", ", shape.HasLeading ? dims.Prepend("...") : dims)}]";
    }

    private string New(Dim dim, string letter)
    {
        var name = letter;
        for (var i = 2; !_taken.Add(name); i++) name = FormattableString.Invariant($"{letter}{i}");
        return _names[dim] = name;
    }

    /// <summary>What the dims of an image, a volume or a sequence are called, by how many there are.</summary>
    private static string[] Letters(TensorShape shape)
    {
        var count = shape.Dims.Length;
        string[] all = (shape.HasLeading ? count + 1 : count) switch
        {
            <= 2 => ["N", "C"],
            3 => ["N", "C", "T"],
            4 => ["N", "C", "H", "W"],
            5 => ["N", "C", "D", "H", "W"],
            var many => [.. Enumerable.Range(1, many).Select(i => FormattableString.Invariant($"D{i}"))],
        };
        return shape.HasLeading ? all[^count..] : all;
    }
}
