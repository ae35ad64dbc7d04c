using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace ModelFix.Engine.Observation;

/// <summary>The code that is what a <see cref="Site"/> gives.</summary>
/// <param name="Node">An expression, or what names a variable.</param>
internal sealed record SiteTarget(SyntaxNode Node)
{
    /// <summary>The elements, where it is a tuple that is written out.</summary>
    public ImmutableArray<SyntaxNode> Elements { get; init; } = [];

    /// <summary>The method or function that returns it; null for what is not returned.</summary>
    public SyntaxNode? ReturnsFrom { get; init; }

    public IEnumerable<SyntaxNode> Nodes => Elements.Prepend(Node);

    /// <summary>The code that a part of what the site gives is, and where in that code's value it is.</summary>
    /// <param name="path">Positions from 1, with dots between them.</param>
    public TensorPlace At(string path)
    {
        var first = path.Split('.')[0];
        return int.TryParse(first, CultureInfo.InvariantCulture, out var at) && at <= Elements.Length
            ? new TensorPlace(Elements[at - 1], path.Length > first.Length ? path[(first.Length + 1)..] : "")
            : new TensorPlace(Node, path);
    }
}

/// <summary>A tensor in code: an expression or a variable's name, and where in its value; empty where it is all.</summary>
internal readonly record struct TensorPlace(SyntaxNode Node, string Path);
