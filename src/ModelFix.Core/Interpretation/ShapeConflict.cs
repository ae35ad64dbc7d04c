using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ModelFix.Core.Interpretation;

/// <summary>
/// An expression that throws whenever its method runs, whatever the sizes are that are only known by name, as long as no size of an input
/// is 0.
/// </summary>
/// <param name="Node">The expression, in the method that was interpreted.</param>
/// <param name="Reason">What does not fit what, with both shapes. One sentence, no full stop.</param>
/// <param name="Origins">Where the shapes come from.</param>
internal sealed record ShapeConflict(SyntaxNode Node, string Reason, ImmutableArray<ShapeOrigin> Origins)
{
    /// <summary>Where it throws, which is in another method if <see cref="Node"/> is a call.</summary>
    public SyntaxNode Thrower { get; init; } = Node;
}

/// <summary>Where a tensor got its shape, or a layer its sizes.</summary>
/// <param name="What">The shape, or the layer's kind.</param>
/// <param name="Node">The expression that made it, or the parameter that brought it.</param>
internal sealed record ShapeOrigin(string What, SyntaxNode Node);
