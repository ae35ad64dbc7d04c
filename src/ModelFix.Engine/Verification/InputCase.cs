using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Engine.Verification;

/// <summary>What the elements of made-up inputs are.</summary>
internal enum Elements
{
    /// <summary>Normally distributed; whole numbers for integers.</summary>
    Random,
    Zeros,
    Ones,

    /// <summary>Normally distributed, times 10,000.</summary>
    Large,

    /// <summary>Random with one NaN in the middle.</summary>
    NaN,
}

/// <summary>One call of a model: concrete shapes, and what they are filled with.</summary>
/// <param name="Name">What to call it: "random, N=3".</param>
/// <param name="Elements">The inputs' elements.</param>
/// <param name="DeadWeights">True where the model's weights are all zero, as in features that training gave up.</param>
/// <param name="Inputs">The inputs.</param>
internal sealed record InputCase(string Name, Elements Elements, bool DeadWeights, ImmutableArray<CaseInput> Inputs);

/// <summary>One input of a call. The dtype is TorchSharp's name: Float32.</summary>
internal sealed record CaseInput(string Name, string Type, ImmutableArray<long> Shape)
{
    /// <summary>Below which number whole numbers are where nothing is known of what they stand for.</summary>
    public const int UsualRange = 4;

    /// <summary>Whole numbers are from 0 to below this, and the first is the last before.</summary>
    public int Range { get; init; } = UsualRange;

    /// <summary>The elements, the same for the same position, kind and size.</summary>
    public double[] Values(Elements elements, int position)
    {
        var random = new Random(17 + position);
        var isFloat = Type is "Float32" or "Float64" or "Float16" or "BFloat16";
        var values = new double[Shape.Aggregate(1L, (n, d) => n * d)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = elements switch
            {
                Elements.Zeros => 0,
                Elements.Ones => 1,
                _ when Type == "Bool" => random.Next(2),
                _ when !isFloat => i == 0 && Range != UsualRange ? Range - 1 : random.Next(Range),
                Elements.Large => Normal(random) * 1e4,
                _ => Normal(random),
            };
        }

        if (elements == Elements.NaN && isFloat && values.Length > 0) values[values.Length / 2] = double.NaN;
        return values;
    }

    /// <summary>Box and Muller's transform of two uniform numbers.</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

/// <summary>Makes the calls that a model is compared on.</summary>
internal static class InputCases
{
    private const long OtherSize = 32;

    /// <summary>
    /// Two batch sizes, the edge values on the smaller one, NaN where the applied rules promise every bit, and weights that are all zero.
    /// </summary>
    public static ImmutableArray<InputCase> Of(ModelUnderTest model, bool withNaN)
    {
        var symbols = model.Inputs.SelectMany(i => i.Contract.Shape.Dims).SelectMany(d => d.Names).Distinct().ToList();
        var batch = symbols.FirstOrDefault(s =>
            model.Inputs.Any(i => i.Contract.Shape is { HasLeading: false, Dims.Length: > 1 } shape && shape.Dims[0].ToString() == s));
        var other = batch is null ? 1 : model.Bindings.GetValueOrDefault(batch, 3) is var bound and not 1 ? bound : 3;
        var facts = model.Inputs.Aggregate(SizeFacts.None, (all, i) => all.And(i.Contract.Facts));
        var cases = ImmutableArray.CreateBuilder<InputCase>();
        if (batch is not null) cases.Add(Case(Elements.Random, other));
        foreach (var elements in Enum.GetValues<Elements>().Where(e => e != Elements.NaN || withNaN)) cases.Add(Case(elements, 1));
        cases.Add(Case(Elements.Random, 1, deadWeights: true));
        return cases.ToImmutable();

        InputCase Case(Elements elements, long size, bool deadWeights = false)
        {
            var sizes = symbols.ToDictionary(
                s => s,
                s => facts.Of(s).AtLeast(s == batch ? size : model.Bindings.GetValueOrDefault(s, OtherSize)),
                StringComparer.Ordinal);
            var inputs = model.Inputs.Select(i => new CaseInput(
                i.Name,
                i.Contract.Type is ElementType.Unknown or ElementType.Floating ? "Float32" : i.Contract.Type.ToString(),
                [.. i.Contract.Shape.Dims.Select(d => d.Evaluate(s => sizes[s]) ?? OtherSize)]));
            var bindings = string.Concat(sizes.Select(s => FormattableString.Invariant($", {s.Key}={s.Value}")));
            var name = elements == Elements.NaN ? "NaN" : elements.ToString().ToLowerInvariant();
            return new InputCase(name + (deadWeights ? ", zero weights" : "") + bindings, elements, deadWeights, [.. inputs]);
        }
    }
}
