using System.Collections.Immutable;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Pooling;

/// <summary>An adaptive pool as it is written, function or layer.</summary>
/// <param name="Name">adaptive_avg_pool2d, AdaptiveMaxPool1d.</param>
/// <param name="IsAverage">Means, or largest values.</param>
/// <param name="Dims">How many dims it pools, the last ones: 1 to 3.</param>
/// <param name="Output">The size of each of them afterwards; empty where that is not constant.</param>
internal sealed record AdaptivePool(string Name, bool IsAverage, int Dims, ImmutableArray<long> Output)
{
    public static readonly string[] Functions =
    [
        "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d",
        "adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d",
    ];

    public static readonly string[] Layers =
    [
        "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d",
        "AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d",
    ];

    /// <summary>The pool of a function or layer of one of these names.</summary>
    public static AdaptivePool From(string name, TorchArguments arguments)
    {
        var dims = name[name.Length - 2] - '0';
        return new AdaptivePool(name, name.IndexOf("avg", StringComparison.OrdinalIgnoreCase) >= 0, dims, OutputOf(arguments, dims));
    }

    /// <summary>
    /// True for AdaptiveMaxPool3d in TorchSharp 0.105.2 to 0.107, which throws: the layer loses its size and the function calls the 1-d
    /// kernel.
    /// </summary>
    public bool FailsIn(TorchSymbols symbols) =>
        !IsAverage && Dims == 3 && symbols.Version >= new Version(0, 105, 2) && symbols.Version < new Version(0, 108);

    public bool IsToOne => !Output.IsEmpty && Output.All(o => o == 1);

    /// <summary>The sizes as messages show them: 3x3.</summary>
    public string Size => OneOf.IsDefault ? string.Join("x", Output) : string.Join(", ", OneOf);

    /// <summary>The sizes where one construction makes several pools; else default.</summary>
    public ImmutableArray<long> OneOf { get; init; }

    private static ImmutableArray<long> OutputOf(TorchArguments arguments, int dims)
    {
        if (arguments.Integer("output_size") is { } same)
            return same > 0 ? Enumerable.Repeat(same, dims).ToImmutableArray() : ImmutableArray<long>.Empty;
        var sizes = arguments
            .Elements("output_size")
            .Select(e => e.ConstantValue.Value switch { int n => n, long n => n, _ => 0L })
            .ToImmutableArray();
        return sizes.Length == dims && sizes.All(s => s > 0) ? sizes : ImmutableArray<long>.Empty;
    }
}
