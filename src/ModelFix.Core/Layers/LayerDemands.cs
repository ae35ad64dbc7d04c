using System.Collections.Immutable;
using System.Globalization;
using ModelFix.Core.Operators;
using ModelFix.Core.Values;

namespace ModelFix.Core.Layers;

/// <summary>What many layers demand of the shapes that they are given.</summary>
internal static class LayerDemands
{
    /// <summary>A size that the layer's weights have.</summary>
    /// <param name="call">The call.</param>
    /// <param name="input">The tensor that it speaks of.</param>
    /// <param name="dim">The dim, negative from the end.</param>
    /// <param name="wanted">The size; null where it is not known.</param>
    /// <param name="what">What it counts: "channels".</param>
    public static Mismatch? Sized(LayerCall call, TensorValue? input, int dim, Dim? wanted, string what) =>
        wanted is not null
            && (dim < 0 || input?.Shape.Rank is not null)
            && input?.Shape[dim] is { } size
            && size.DiffersWithoutZeros(wanted)
            ? new Mismatch($"{call.Layer.Kind} takes {wanted.Display} {what}, and {input.Shape.Display} has {size.Display}", input)
            : null;

    public static Mismatch? OfRank(int rank, LayerCall call, TensorValue? input) => input?.Shape.Rank < rank || input?.Shape.MinRank > rank
        ? new Mismatch(
            string.Format(CultureInfo.InvariantCulture, "{0} takes rank {1}, and gets {2}", call.Layer.Kind, rank, input.Shape.Display),
            input)
        : null;

    /// <summary>The window of a convolution or pool over n dims fits the padded input at least once.</summary>
    public static Mismatch? Window(LayerCall call, int n)
    {
        // Padding that is no number keeps the size.
        if (call.IsPaddedByName || call.Layer.Arguments.Constant("ceil_mode").Value is not (null or false)) return null;
        if (call.Spread("kernel_size", n) is not { } kernel
            || call.Spread("padding", n) is not { } padding
            || call.Spread("dilation", n) is not { } dilation)
            return null;
        for (var i = 1; i <= n; i++)
        {
            if (call.First.Shape[-i] is not { } size) continue;
            var (window, padded) = (dilation[n - i] * (kernel[n - i] - Dim.One) + Dim.One, size + Dim.Of(2) * padding[n - i]);
            if ((window - padded).Least > 0)
            {
                var text =
                    $"the window of {call.Layer.Kind} is {window.Display} wide, and {call.First.Shape.Display} has "
                        + $"{padded.Display} with its padding";
                return new Mismatch(text, call.First);
            }
        }

        return null;
    }

    /// <summary>The last dims have given sizes.</summary>
    public static Mismatch? Trailing(LayerCall call, ImmutableArray<Dim>? sizes)
    {
        if (sizes is not { } normalized) return null;
        var shape = call.First.Shape;
        var differs = Enumerable
            .Range(1, normalized.Length)
            .Any(i => shape[-i] is { } size && size.DiffersWithoutZeros(normalized[normalized.Length - i]));
        return differs || shape.Rank < normalized.Length
            ? new Mismatch($"{call.Layer.Kind} takes {TensorShape.Of(normalized).Display} at the end, and gets {shape.Display}", call.First)
            : null;
    }
}
