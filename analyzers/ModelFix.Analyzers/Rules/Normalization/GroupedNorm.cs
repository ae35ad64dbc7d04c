using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Normalization;

/// <summary>A GroupNorm that is written out at its calls.</summary>
/// <param name="Groups">How many groups the channels are cut into.</param>
/// <param name="Eps">What is added to the variance, as C#.</param>
/// <param name="IsAffine">True where it has a weight and a bias.</param>
internal sealed record GroupedNorm(long Groups, string Eps, bool IsAffine)
{
    /// <summary>The layer, or null and why it cannot be written out.</summary>
    public static GroupedNorm? From(Layer layer, IFieldSymbol field, out string obstacle)
    {
        obstacle = "make its groups, eps and affine constants";
        if (layer.Arguments.Integer("num_groups") is not (> 0 and var groups)) return null;
        if (layer.Arguments.Constant("eps").Value is not IConvertible eps || layer.Arguments.Constant("affine").Value is not bool affine)
            return null;
        obstacle = $"declare '{field.Name}' as a GroupNorm, so that its weight can be read";
        if (affine && field.Type.Name != "GroupNorm") return null;
        return new GroupedNorm(groups, eps.ToDouble(CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture), affine);
    }

    /// <summary>What the method is given of the layer.</summary>
    public string[] State => IsAffine ? ["weight", "bias"] : [];

    /// <summary>
    /// Channels and what comes after them, where all are proven, above 0, and the groups divide the channels. TorchSharp's layer takes no
    /// tensor of 2 dims.
    /// </summary>
    public ImmutableArray<long>? SizesOf(TensorShape shape)
    {
        if (shape.Rank is not >= 3) return null;
        var sizes = shape.Dims.Skip(1).Select(d => d.Constant ?? 0).ToImmutableArray();
        return sizes.All(s => s > 0) && sizes[0] % Groups == 0 ? sizes : null;
    }

    /// <summary>The method of a call whose sizes are known.</summary>
    public WantedMethod Method(IInvocationOperation call, LayerMethods methods)
    {
        var sizes = SizesOf(methods.ShapeInto(call))!.Value;
        var style = methods.Torch.StyleAt(call.Syntax);
        return new WantedMethod($"In{CSharpText.Of(Groups)}Groups{string.Join("x", sizes)}",
            name => Lines(name, sizes, style, style.Type(methods.Torch.Symbols.Tensor)));
    }

    private ImmutableArray<string> Lines(string name, ImmutableArray<long> sizes, SourceStyle style, string tensor)
    {
        var elements = CSharpText.Of(sizes.Aggregate(1L, (product, s) => product * s) / Groups);
        var view = $".view({string.Join(", ", sizes.Skip(1).Select(_ => "1").Prepend("-1"))})";
        var affine = IsAffine ? $" * weight{view} + bias{view}" : "";
        var last = style.Longs(new[] { 2L });
        return ImmutableArray.Create(
            $"private static {tensor} {name}({tensor} x{(IsAffine ? $", {tensor} weight, {tensor} bias" : "")})",
            "{",
            $"    var groups = x.reshape(-1, {CSharpText.Of(Groups)}, {elements});",
            $"    var centred = groups - groups.mean({last}, true);",
            $"    var normal = centred / ((centred * centred).mean({last}, true) + {Eps}).sqrt();",
            $"    return normal.reshape(-1, {string.Join(", ", sizes)}){affine};",
            "}");
    }
}
