using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Convolution;

/// <summary>The sizes of a resize before and after, and what else its matrices depend on.</summary>
/// <param name="Mode">How it is computed what lies between elements.</param>
/// <param name="Arguments">The arguments of the function, or of the layer.</param>
internal sealed record KnownResize(ResizeMode Mode, TorchArguments Arguments)
{
    /// <summary>How many spatial dims the mode resizes.</summary>
    private int Dims => Mode.Name switch { "Linear" => 1, "Trilinear" => 3, _ => 2 };

    /// <summary>Why there are no matrices, whatever the sizes are, as an advice, or null.</summary>
    public string? Obstacle()
    {
        if (Mode.IsAligned is null) return "make align_corners a constant";
        return Arguments["antialias"] is null or { ConstantValue: { HasValue: true, Value: null or false } }
            ? null
            : "resize outside of the model: antialias takes other weights";
    }

    /// <summary>The matrices, or null and what would have to be known.</summary>
    public ResizeMatrices? Matrices(
        (TensorShape Before, TensorShape After) shapes, ElementType type, SyntaxNode at, TorchCompilation torch, out string missing)
    {
        missing = $"{Mode.Name} mode takes {Dims + 2} dims: give it those";
        if (shapes.Before.Rank is { } rank && rank != Dims + 2) return null;
        missing = "convert it to floating-point numbers first: of integers libtorch rounds the result";
        if (type != ElementType.Unknown && !type.IsFloating()) return null;
        missing = "state its input's sizes in a doc comment or in modelfix.json, so that constant matrices can take its place";
        if (Sizes(shapes.Before) is not { } from) return null;
        missing = "make the size or the factors that it is given constants, so that constant matrices can take its place";
        if (Sizes(shapes.After) is not { } to || !HasFactors(out var factors)) return null;
        return new ResizeMatrices(Mode, from, to, factors, torch.StyleAt(at), torch.Symbols);
    }

    private ImmutableArray<long>? Sizes(TensorShape shape)
    {
        var sizes = Enumerable.Range(2, Dims).Select(i => shape[i]?.Constant ?? 0).ToImmutableArray();
        return sizes.All(s => s > 0) ? sizes : null;
    }

    /// <summary>
    /// Factors that are no whole numbers; null where there are none, or where they only give the size. False where that is not known.
    /// </summary>
    private bool HasFactors(out ImmutableArray<double>? factors)
    {
        factors = null;
        if (Arguments["size"] is { ConstantValue: not { HasValue: true, Value: null } } || Mode.IsAligned == true) return true;
        var given = Arguments.Elements("scale_factor").Select(Number).ToImmutableArray();
        if (given.All(f => f is { } factor && factor == Math.Floor(factor))) return true;
        if (given.Length != Dims || given.Any(f => f is null)) return false;
        if (Arguments["recompute_scale_factor"]?.ConstantValue is { } recomputes
            && recomputes is not { HasValue: true, Value: null or false })
            return recomputes.HasValue;
        factors = given.Select(f => f!.Value).ToImmutableArray();
        return true;
    }

    private static double? Number(IOperation factor) => factor.ConstantValue.Value is IConvertible number and not (string or bool or char)
        ? number.ToDouble(CultureInfo.InvariantCulture)
        : null;
}
