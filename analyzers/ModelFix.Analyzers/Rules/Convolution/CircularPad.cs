using System.Collections.Immutable;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Convolution;

/// <summary>A circular padding by constants.</summary>
/// <param name="Pads">As they are given: before and behind the last dim, then the one before it.</param>
/// <param name="Wrapped">The dims that are padded, the last one first.</param>
/// <param name="Rank">The tensor's rank, or null where it is not known.</param>
internal sealed record CircularPad(ImmutableArray<long> Pads, ImmutableArray<WrappedDim> Wrapped, int? Rank)
{
    /// <summary>Padding gives a contiguous tensor; a cat of images that are stored channels last is stored so too.</summary>
    private string Contiguous => Rank <= 3 ? "" : ".contiguous()";

    /// <summary>The padding of a call, or null where it is not constant, negative, or larger than the size.</summary>
    public static CircularPad? From(TorchCall call, TorchCompilation torch)
    {
        var given = call.Arguments.Elements("pad").Select(e => e.ConstantValue.Value switch { int n => n, long n => n, _ => -1 });
        var pads = given.ToImmutableArray();
        if (pads.IsEmpty || pads.Length % 2 != 0 || pads.Any(p => p < 0)) return null;
        var shape = torch.ShapeOf(call.Input);
        // libtorch pads all dims but the batch and the channels, and takes no value.
        if (shape.Rank is { } rank && rank - pads.Length / 2 is not (1 or 2) || call.Arguments["value"] is not null) return null;
        var dims = Enumerable.Range(0, pads.Length / 2)
            .Select(i => new WrappedDim(shape.FromFront(-1 - i) ?? -1 - i, shape[-1 - i]?.Constant, pads[2 * i], pads[2 * i + 1]))
            .ToList();
        if (dims.Any(d => Math.Max(d.Before, d.Behind) > d.Size)) return null;
        return new CircularPad(pads, dims.Where(d => d.Before > 0 || d.Behind > 0).ToImmutableArray(), shape.Rank);
    }

    /// <summary>How often the form uses the tensor.</summary>
    public int Uses => Wrapped.Length == 1 ? Wrapped[0].Uses : 1;

    /// <summary>The fix, or null where no method can be added.</summary>
    public Fix? Fix(TorchCall call, ExpressionOfInput expression, TorchCompilation torch)
    {
        var style = torch.StyleAt(call.Syntax);
        if (Wrapped.IsEmpty) return expression.Fix("Use clone()", torch, x => $"{x}.clone().contiguous()");
        if (Wrapped.Length == 1) return expression.Fix("Join slices", torch, x => Wrapped[0].Cat(x, style) + Contiguous);
        var tensor = style.Type(torch.Symbols.Tensor);
        var wanted = "CircularPad" + string.Join("x", Pads);
        if (AddedMethod.To(call.Syntax, wanted, name => Method(name, style, tensor), style) is not { } method) return null;
        var fix = expression.Fix("Join slices", torch, x => $"{method.Name}({x})");
        return method.Insertion is { } insertion ? fix with { Edits = fix.Edits.Add(insertion) } : fix;
    }

    private ImmutableArray<string> Method(string name, SourceStyle style, string tensor)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.Add("/// <summary>The tensor with its ends wrapped around, dim by dim from the last one on.</summary>");
        lines.Add($"private static {tensor} {name}({tensor} x)");
        lines.Add("{");
        lines.AddRange(Wrapped.Take(Wrapped.Length - 1).Select(d => $"    x = {d.Cat("x", style)};"));
        lines.Add($"    return {Wrapped[Wrapped.Length - 1].Cat("x", style)}{Contiguous};");
        lines.Add("}");
        return lines.ToImmutable();
    }
}

/// <summary>A dim that is wrapped around.</summary>
/// <param name="Dim">The dim, from the front where the rank is known.</param>
/// <param name="Size">Its size, or null where that is not known.</param>
/// <param name="Before">How many of its last elements stand before it.</param>
/// <param name="Behind">How many of its first elements stand behind it.</param>
internal sealed record WrappedDim(long Dim, long? Size, long Before, long Behind)
{
    public int Uses => 1 + (Before > 0 ? 1 : 0) + (Behind > 0 ? 1 : 0);

    public string Cat(string x, SourceStyle style)
    {
        var dim = CSharpText.Of(Dim);
        var pieces = new List<string>();
        if (Before > 0)
            pieces.Add(Size is { } size
                ? $"{x}.narrow({dim}, {CSharpText.Of(size - Before)}, {CSharpText.Of(Before)})"
                : $"{x}.slice({dim}, {CSharpText.Of(-Before)}, long.MaxValue, 1)");
        pieces.Add(x);
        if (Behind > 0) pieces.Add($"{x}.narrow({dim}, 0, {CSharpText.Of(Behind)})");
        return $"{style.Torch("cat")}(new[] {{ {string.Join(", ", pieces)} }}, {dim})";
    }
}
