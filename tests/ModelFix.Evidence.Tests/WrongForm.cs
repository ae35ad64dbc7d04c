using System.Globalization;
using ModelFix.Testing;
using static TorchSharp.torch;

namespace ModelFix.Evidence.Tests;

/// <summary>A form that circulates as a replacement and is not one: what a rule's page says of it, and both forms as C#.</summary>
internal sealed record WrongForm(string Rule, string Name, string Form, string Input, Func<Tensor> Right, Func<Tensor> Instead)
{
    /// <summary>What it does, in the words of the page: an error, another shape or dtype, or by how much it is off.</summary>
    public string Does()
    {
        var expected = Right();
        Tensor actual;
        try
        {
            actual = Instead();
        }
        catch (System.Runtime.InteropServices.ExternalException failure)
        {
            return "throws: " + failure.Message.Split('\n')[0];
        }

        if (!actual.shape.SequenceEqual(expected.shape)) return $"gives the shape {Text(actual.shape)} for {Text(expected.shape)}";
        if (actual.dtype != expected.dtype) return $"gives {actual.dtype} for {expected.dtype}";
        var differences = expected.Elements().Zip(actual.Elements(), (a, b) => a.Equals(b) || a == b ? 0 : Math.Abs(a - b)).ToList();
        var largest = differences.Max(d => double.IsNaN(d) ? double.PositiveInfinity : d);
        return $"off by up to {Figure(largest)}, in {differences.Count(d => d != 0)} of {differences.Count} elements";
    }

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>Two figures, such as 0.47 or 1.1e12.</summary>
    private static string Figure(double value) => double.IsInfinity(value)
        ? "infinity"
        : value.ToString("G2", CultureInfo.InvariantCulture).Replace("E+", "e", StringComparison.Ordinal);
}
