using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using TorchSharp;

namespace ModelFix.Testing;

/// <summary>One run of a <see cref="RandomModel"/>: the sizes of its input, and what it is constructed with.</summary>
/// <param name="Seed">Which model.</param>
/// <param name="Sizes">The size of each symbol in its contract.</param>
/// <param name="Shape">The shape of its input.</param>
/// <param name="Flag">Its first argument.</param>
/// <param name="Count">Its second argument.</param>
public sealed record RandomTrial(int Seed, ImmutableDictionary<string, long> Sizes, ImmutableArray<long> Shape, bool Flag, int Count)
{
    /// <summary>So many different trials are usual.</summary>
    public const int Runs = 6;

    public static RandomTrial Of(int seed, int run)
    {
        var random = new Random(seed * Runs + run);
        var dims = RandomModel.Dims(seed);
        var sizes = dims.Where(d => char.IsLetter(d[0])).Distinct().ToImmutableDictionary(d => d, _ => run == 0 ? 1L : random.Next(1, 5));
        var shape = dims.Select(d => sizes.TryGetValue(d, out var size) ? size : long.Parse(d, CultureInfo.InvariantCulture));
        return new RandomTrial(seed, sizes, [.. shape], run % 2 == 1, random.Next(1, 4));
    }

    /// <summary>The model in eval mode.</summary>
    public object Create(Assembly assembly)
    {
        var model = Activator.CreateInstance(assembly.GetType($"M{Seed}", throwOnError: true)!, Flag, Count)!;
        ((torch.nn.Module)model).eval();
        return model;
    }

    /// <summary>What forward gives; null where it throws.</summary>
    public torch.Tensor? Run(object model)
    {
        var input = torch.arange(Shape.Aggregate(1L, (a, b) => a * b)).to(torch.ScalarType.Float32).sin().reshape([.. Shape]);
        try
        {
            return (torch.Tensor)Execution.Call(model, "forward", input)!;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    public override string ToString() => $"[{string.Join(", ", Shape)}], flag {Flag}, count {Count}";
}
