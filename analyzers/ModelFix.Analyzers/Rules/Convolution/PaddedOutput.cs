using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Convolution;

/// up.call(x)  =>  PadUpOutput(up.call(x)), a method that is added and appends what lies past the kernel's reach before it drops the first
/// positions Nothing is added up there, so it is the bias, or zero without one. Before the crop every dim has at least one position to take
/// the shape from.
internal static class PaddedOutput
{
    /// <summary>A cat of more pieces is no code that anyone would keep.</summary>
    public const int MostPlanes = 64;

    /// <summary>The edits of all calls and the method, or null where there is no class to add it to.</summary>
    public static ImmutableArray<SourceEdit>? Edits(
        TransposedConvolution convolution, IFieldSymbol field, ImmutableArray<IInvocationOperation> calls, TorchCompilation torch)
    {
        var edits = ImmutableArray.CreateBuilder<SourceEdit>();
        var dims = OutputPaddingRewrite.SpatialDims(convolution, calls, torch);
        foreach (var call in calls)
        {
            var style = torch.StyleAt(call.Syntax);
            var method = AddedMethod.To(
                call.Syntax, Name(field), name => Method(name, convolution, field, dims, style, call.Syntax, torch), style);
            if (method is null) return null;
            edits.Add(SourceEdit.Insert(call.Syntax.SyntaxTree, call.Syntax.SpanStart, method.Name + "("));
            edits.Add(SourceEdit.Insert(call.Syntax.SyntaxTree, call.Syntax.Span.End, ")"));
            if (method.Insertion is { } insertion) edits.Add(insertion);
        }

        return edits.ToImmutable();
    }

    private static string Name(IFieldSymbol field)
    {
        var words = field.Name.Trim('_');
        return $"Pad{(words.Length == 0 ? "" : char.ToUpperInvariant(words[0]) + words.Substring(1))}Output";
    }

    private static ImmutableArray<string> Method(
        string name,
            TransposedConvolution convolution,
            IFieldSymbol field,
            ImmutableArray<long> dims,
            SourceStyle style,
            SyntaxNode at,
            TorchCompilation torch)
    {
        var tensor = style.Type(torch.Symbols.Tensor);
        var bias = convolution.HasBias == true ? " + " + Bias(convolution, field, at, style, torch) : "";
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.Add(
            $"/// <summary>The output of {field.Name} as an output padding of {convolution.OutputPadding} makes it: the end of each dim, "
            + $"which no input reaches, holds {(bias.Length > 0 ? "the bias" : "zeros")}.</summary>");
        lines.Add($"private {tensor} {name}({tensor} y)");
        lines.Add("{");
        for (var i = 0; i < dims.Length; i++)
        {
            if (convolution.Beyond[i] == 0) continue;
            var plane = $"{style.Torch("zeros_like")}(y.narrow({dims[i]}, 0, 1)){bias}";
            var pieces = Enumerable.Repeat(plane, (int)convolution.Beyond[i]).Prepend("y");
            lines.Add($"    y = {style.Torch("cat")}(new[] {{ {string.Join(", ", pieces)} }}, {dims[i]});");
        }

        var slices = OutputPaddingRewrite.Slices(convolution, dims);
        lines.Add($"    return y{(slices.Length > 0 ? slices + ".contiguous()" : "")};");
        lines.Add("}");
        return lines.ToImmutable();
    }

    /// <summary>The bias as a column, a channel a row: broadcast over the spatial dims and, where there is one, the batch.</summary>
    private static string Bias(
        TransposedConvolution convolution,
        IFieldSymbol field,
        SyntaxNode at,
        SourceStyle style,
        TorchCompilation torch)
    {
        var receiver = field.Name == "y" ? "this.y" : field.Name;
        if (convolution.Layer.Construction.Type is INamedTypeSymbol type && !SymbolEqualityComparer.Default.Equals(field.Type, type))
            receiver = $"(({style.Type(type)}){receiver})";
        var context = torch.Compilation.Bound(at.SyntaxTree).GetNullableContext(at.SpanStart);
        var ones = string.Concat(Enumerable.Repeat(", 1", convolution.Dims));
        return $"{receiver}.bias{(context.WarningsEnabled() ? "!" : "")}.view(-1{ones})";
    }
}
