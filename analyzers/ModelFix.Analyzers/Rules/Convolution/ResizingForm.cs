using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Rules.Shape;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Convolution;

/// <summary>What a resize to a size can be written as.</summary>
internal sealed class ResizingForm
{
    private readonly Resizing _resizing;
    private readonly TorchCompilation _torch;
    private readonly IOperation _size;
    private readonly ImmutableArray<IOperation> _elements;
    private readonly ImmutableArray<Dim>? _sizes;

    /// <param name="resizing">A resize that has a size.</param>
    /// <param name="torch">What is known of the compilation.</param>
    public ResizingForm(Resizing resizing, TorchCompilation torch)
    {
        _resizing = resizing;
        _torch = torch;
        _size = resizing.Size!;
        _elements = resizing.Arguments.Elements("size").RemoveAll(e => e.Type is IArrayTypeSymbol);
        _sizes = Sizes();
    }

    /// <summary>True where the size is read from a tensor, directly or through locals.</summary>
    public bool Reads => SizeReads.In(_size, _torch);

    /// <summary>True where a part of the size has a name or is computed, and reads no tensor.</summary>
    public bool HasNames => _elements.IsEmpty
        ? !Reads
        : _elements.Any(e => e.WithoutConversions() is not ILiteralOperation && !SizeReads.In(e, _torch));

    /// <summary>The size as a message shows it, or null where a part of it is not proven to be constant.</summary>
    public string? Literals => _sizes is { } sizes && sizes.All(s => s.Constant > 0) ? string.Join("x", sizes) : null;

    /// <summary>By how much each spatial dim grows, or null where that is not proven or not a whole number for all inputs alike.</summary>
    public ImmutableArray<long>? Factors()
    {
        if (_sizes is not { IsEmpty: false } sizes) return null;
        ImmutableArray<long>? common = null;
        foreach (var input in _resizing.Inputs)
        {
            if (input.Rank != sizes.Length + 2) return null;
            var quotients = sizes.Select((s, i) => s.Quotient(input.Dims[i + 2])?.Constant).ToList();
            if (!quotients.All(q => q > 0)) return null;
            var factors = quotients.Select(q => q!.Value).ToImmutableArray();
            if (common is { } others && !others.SequenceEqual(factors)) return null;
            common = factors;
        }

        return common;
    }

    /// <summary>The fix that gives factors in the size's place, or null where a comment stands there.</summary>
    public Fix? Scaled(string factors)
    {
        var size = _resizing.Arguments.Syntax("size")!;
        if (CSharpText.HasComments(size.SyntaxTree, size.Span)) return null;
        SourceEdit[] edits = _resizing.Arguments.Syntax("scale_factor") is { } scale
            ? [SourceEdit.Replace(size.Expression, "null"), SourceEdit.Replace(scale.Expression, factors)]
            : [SourceEdit.Replace(size, "scale_factor: " + factors)];
        return WithoutSizes(new Fix($"Use scale_factor: {factors}", edits));
    }

    /// <summary>
    /// The fix that gives the size as literals, or null where a comment stands there. Elements that read nothing stay as they are.
    /// </summary>
    public Fix? Literal()
    {
        var size = _resizing.Arguments.Syntax("size")!;
        if (CSharpText.HasComments(size.SyntaxTree, size.Span)) return null;
        var literals = _sizes!.Value.Select(s => CSharpText.Of(s.Constant!.Value)).ToList();
        var texts = _elements.Select((e, i) => SizeReads.In(e, _torch) ? literals[i] : CSharpText.Text(e.Syntax)).ToList();
        // new[] { 4, 5 } would be an array of int.
        var edits = _elements.IsEmpty || size.Expression is ImplicitArrayCreationExpressionSyntax
            ? ImmutableArray.Create(
                SourceEdit.Replace(size.Expression, _torch.StyleAt(size).Longs(_elements.IsEmpty ? literals : texts)))
            : _elements.Zip(texts, (e, text) => (e.Syntax, Text: text))
                .Where(e => e.Text != CSharpText.Text(e.Syntax))
                .Select(e => SourceEdit.Replace(e.Syntax, e.Text))
                .ToImmutableArray();
        return WithoutSizes(new Fix($"Use the size {Literals}", edits));
    }

    private Fix WithoutSizes(Fix fix) =>
        UnusedSizes.TakenBy(fix, _resizing.Call, _resizing.Arguments.Syntax("size")!.Span, _torch);

    private ImmutableArray<Dim>? Sizes()
    {
        var values = _torch.ValueOf(_size) is ListValue list
            ? list.Items
            : _elements.Select(e => Constants.Of(e.WithoutConversions()) ?? Value.Nothing).ToImmutableArray();
        return !values.IsEmpty && values.All(v => v is IntegerValue)
            ? values.Select(v => ((IntegerValue)v).Dim).ToImmutableArray()
            : null;
    }
}
