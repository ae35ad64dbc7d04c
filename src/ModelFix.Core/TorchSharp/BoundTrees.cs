using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace ModelFix.Core.TorchSharp;

/// <summary>
/// One semantic model a file. A model keeps what it has bound and a new one binds each method anew, so whoever asks about many places, or
/// places that others ask about, shares it. It lives as long as its compilation.
/// </summary>
internal static class BoundTrees
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<SyntaxTree, SemanticModel>> Models = new();

    public static SemanticModel Bound(this Compilation compilation, SyntaxTree tree) =>
        Models
            .GetValue(compilation, _ => new ConcurrentDictionary<SyntaxTree, SemanticModel>())
            .GetOrAdd(tree, t => compilation.GetSemanticModel(t));
}
