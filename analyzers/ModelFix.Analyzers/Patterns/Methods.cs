using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;

namespace ModelFix.Analyzers.Patterns;

/// <summary>Methods that are exported, looked at as a whole.</summary>
internal sealed class Methods : Pattern
{
    private readonly Func<MethodDeclarationSyntax, TorchCompilation, Finding?> _inspect;

    private Methods(Func<MethodDeclarationSyntax, TorchCompilation, Finding?> inspect, ImmutableHashSet<string> names)
    {
        _inspect = inspect;
        Names = names;
        Syntax = names.IsEmpty ? ImmutableHashSet.Create(SyntaxKind.MethodDeclaration) : ImmutableHashSet<SyntaxKind>.Empty;
    }

    public override ImmutableArray<OperationKind> Kinds { get; } = ImmutableArray.Create(OperationKind.MethodBody);

    public override ImmutableHashSet<string> Names { get; }

    public override ImmutableHashSet<SyntaxKind> Syntax { get; }

    /// <param name="inspect">The finding at a method, or null.</param>
    public static Methods All(Func<MethodDeclarationSyntax, TorchCompilation, Finding?> inspect) =>
        new(inspect, ImmutableHashSet<string>.Empty);

    public static Methods Named(Func<MethodDeclarationSyntax, TorchCompilation, Finding?> inspect, params string[] names) =>
        new(inspect, names.ToImmutableHashSet());

    public override bool MayBe(SyntaxNode node) =>
        node is MethodDeclarationSyntax method && (Names.IsEmpty || Names.Contains(method.Identifier.ValueText));

    public override Finding? Inspect(IOperation operation, TorchCompilation torch)
    {
        // What is not exported is not interpreted for this.
        if (operation.Descendants().FirstOrDefault(o => o is not IBlockOperation) is not { } first || !torch.Exported.Contains(first))
            return null;
        return _inspect((MethodDeclarationSyntax)operation.Syntax, torch);
    }
}
