using TorchSharp;
using static TorchSharp.torch;

namespace ModelFix.Evidence.Tests;

/// <summary>Makes the inputs of a run, the same ones every time.</summary>
/// <param name="kind">What they are made of.</param>
/// <param name="name">The run's name, which seeds the numbers.</param>
/// <param name="indices">Integers are indices of so many places; null for any integers.</param>
internal sealed class CaseInputs(string kind, string name, long? indices)
{
    private static readonly double[] Special = [
        double.NaN,
        double.PositiveInfinity,
        double.NegativeInfinity,
        float.MaxValue,
        float.MinValue,
        1e-42,
        0.0,
        -0.0,
        1.0,
        -2.5];

    /// <summary>Without the largest float: whether a sum of it overflows depends on the order.</summary>
    private static readonly double[] Sparse = [.. Special.Where(s => !(Math.Abs(s) is > 1e38 and < double.PositiveInfinity))];

    private readonly Random _random = new(name.Aggregate(17, (hash, letter) => unchecked(hash * 31 + letter)));

    /// <summary>The next input.</summary>
    /// <param name="type">The dtype as a contract has it; empty for any floating-point one.</param>
    public Tensor Next(string type, long[] shape)
    {
        if (type == "" && kind == "float64") type = "float64";
        long[] written = kind == "permuted" ? [.. shape.Reverse()] : shape;
        var values = Enumerable.Range(0, (int)shape.Aggregate(1L, (n, d) => n * d)).Select(_ => Element(type)).ToArray();
        var tensor = torch.tensor(values, written, ScalarType.Float64).to(type switch
        {
            "float64" => ScalarType.Float64,
            "int64" => ScalarType.Int64,
            "int32" => ScalarType.Int32,
            "uint8" => ScalarType.Byte,
            "bool" => ScalarType.Bool,
            _ => ScalarType.Float32,
        });
        return kind == "permuted"
            ? tensor.permute([.. Enumerable.Range(0, shape.Length).Select(d => (long)(shape.Length - 1 - d))])
            : tensor;
    }

    private double Element(string type) => type switch
    {
        "bool" => _random.Next(2),
        "uint8" => _random.Next(256),
        "int64" or "int32" => indices is { } count ? _random.NextInt64(count) : _random.Next(-24, 25),
        _ => Number(),
    };

    private double Number() => kind switch
    {
        "special" => Special[_random.Next(Special.Length)],
        "sparse" when _random.Next(8) == 0 => Sparse[_random.Next(Sparse.Length)],
        "zeros" => 0,
        "tiny" => Ordinary() * 1e-14,
        "huge" => Ordinary() * 1e19,
        _ => Ordinary(),
    };

    private double Ordinary() => _random.NextDouble() * 3 - 1.5;
}
