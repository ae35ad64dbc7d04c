using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;

namespace ModelFix.Analyzers.Rules.Convolution;

/// Sequential(up, ReLU(), conv)  =>  Sequential(("0", up), ("0_crop", new CropLeading(1, 3)), ("1", ReLU()), ("2", conv))
/// A layer that is simply inserted would move the positions, and with them the names of the weights, of all layers after it.
internal static class SequentialCrop
{
    /// <summary>The edits that put a layer behind the one at the place; null where its name is taken.</summary>
    public static ImmutableArray<SourceEdit>? Edits(SequentialPlace place, string crop)
    {
        var layers = place.Layers.Layers;
        var name = layers[place.Index].Name + "_crop";
        if (layers.Any(l => l.Name == name)) return null;
        var cropLayer = $"({Literal(name)}, {crop})";
        var edits = ImmutableArray.CreateBuilder<SourceEdit>();
        for (var i = 0; i < layers.Length; i++)
        {
            var argument = layers[i].Argument;
            // The crop goes before the next layer, so that a comment behind the convolution stays with it.
            var before = i == place.Index + 1 ? cropLayer + "," + Separator(argument) : "";
            var after = i == place.Index && i == layers.Length - 1 ? "," + Separator(argument) + cropLayer : "";
            if (!place.Layers.IsNamed) (before, after) = ($"{before}({Literal(layers[i].Name)}, ", ")" + after);
            if (before.Length > 0) edits.Add(SourceEdit.Insert(argument.SyntaxTree, argument.SpanStart, before));
            if (after.Length > 0) edits.Add(SourceEdit.Insert(argument.SyntaxTree, argument.Span.End, after));
        }

        return edits.ToImmutable();
    }

    private static string Literal(string name) => SymbolDisplay.FormatLiteral(name, quote: true);

    /// <summary>A line of its own where the layer has one.</summary>
    private static string Separator(SyntaxNode argument)
    {
        var text = argument.SyntaxTree.GetText();
        var line = text.Lines.GetLineFromPosition(argument.SpanStart);
        var indent = text.ToString(TextSpan.FromBounds(line.Start, argument.SpanStart));
        if (!string.IsNullOrWhiteSpace(indent)) return " ";
        return text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) + indent;
    }
}
