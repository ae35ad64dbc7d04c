using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Interpretation;

/// <summary>Which layer a field or property of a module holds, where exactly one assignment in its class gives it one.</summary>
internal sealed class LayerFields
{
    private readonly Compilation _compilation;
    private readonly TorchSymbols _symbols;
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableDictionary<ISymbol, IOperation>> _assigned = new(
        SymbolEqualityComparer.Default);

    public LayerFields(Compilation compilation, TorchSymbols symbols)
    {
        _compilation = compilation;
        _symbols = symbols;
    }

    /// <summary>The layer in a field or property, or null where it is not assigned exactly once, or not by a construction.</summary>
    public Layer? Find(ISymbol member) => AssignedValue(member) is { } value ? Layer.From(value, _symbols) : null;

    /// <summary>The layer that an expression denotes: a construction, or a reference to a field or property that holds one.</summary>
    public Layer? Of(IOperation expression) => expression.WithoutConversions() switch
    {
        IFieldReferenceOperation { Field: var field } => Find(field.OriginalDefinition),
        IPropertyReferenceOperation { Property: var property } => Find(property.OriginalDefinition),
        var other => Layer.From(other, _symbols),
    };

    /// <summary>The one value that a field or property of a source class is ever given, or null.</summary>
    public IOperation? AssignedValue(ISymbol member)
    {
        if (member is not (IFieldSymbol or IPropertySymbol) || member.ContainingType is not { } type) return null;
        return _assigned.GetOrAdd(type.OriginalDefinition, Assignments).TryGetValue(member, out var value) ? value : null;
    }

    /// <summary>
    /// The module that a call runs: <c>conv.call(x)</c>, <c>conv.forward(x)</c>; null where the operation is no such call.
    /// </summary>
    public (Layer Layer, IOperation Module, IOperation Input)? ModuleCall(IOperation operation)
    {
        if (operation is not IInvocationOperation { TargetMethod.Name: "call" or "forward", Instance: { } instance } call) return null;
        if (call.Arguments.IsEmpty || Of(instance) is not { } layer) return null;
        return (layer, instance.WithoutConversions(), call.Arguments[0].Value.WithoutImplicitConversions());
    }

    private ImmutableDictionary<ISymbol, IOperation> Assignments(INamedTypeSymbol type)
    {
        var once = new Dictionary<ISymbol, IOperation>(SymbolEqualityComparer.Default);
        var often = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var (member, value) in type.Declarations().SelectMany(r => AssignmentsIn(r.GetSyntax(), type)))
            if (value is null || once.ContainsKey(member)) often.Add(member);
            else once.Add(member, value);
        foreach (var member in often) once.Remove(member);
        return once.ToImmutableDictionary<ISymbol, IOperation>(SymbolEqualityComparer.Default);
    }

    private IEnumerable<(ISymbol Member, IOperation? Value)> AssignmentsIn(SyntaxNode declaration, INamedTypeSymbol type)
    {
        var model = _compilation.Bound(declaration.SyntaxTree);
        var members = new HashSet<string>(
            type.GetMembers().Where(m => m is IFieldSymbol or IPropertySymbol).Select(m => m.Name), StringComparer.Ordinal);
        foreach (var node in declaration.DescendantNodes())
        {
            var written = node switch
            {
                VariableDeclaratorSyntax { Parent.Parent: not BaseFieldDeclarationSyntax } => (Target: null!, Value: null!),
                VariableDeclaratorSyntax { Initializer: { } initializer } => (Target: (SyntaxNode)node, initializer.Value),
                PropertyDeclarationSyntax { Initializer: { } initializer } => (Target: node, initializer.Value),
                AssignmentExpressionSyntax assignment => (Target: assignment.Left, Value: assignment.Right),
                PrefixUnaryExpressionSyntax { OperatorToken.Text: "++" or "--" } change => (Target: change.Operand, Value: null!),
                PostfixUnaryExpressionSyntax { OperatorToken.Text: "++" or "--" } change => (Target: change.Operand, Value: null!),
                ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument => (Target: argument.Expression, Value: null!),
                _ => (Target: null!, Value: null!),
            };
            // Most of what is written are locals, and asking what a name means binds the method around it.
            if (written.Target is null
                || NameOf(written.Target) is { } name && !members.Contains(name)
                || Member(model, written.Target, type) is not { } member)
                continue;
            yield return (member, written.Value is null ? null : model.GetOperation(written.Value));
        }
    }

    /// <summary>The last name in what is written; null where it has none.</summary>
    private static string? NameOf(SyntaxNode target) => target switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => null,
    };

    private static ISymbol? Member(SemanticModel model, SyntaxNode target, INamedTypeSymbol type)
    {
        var symbol = target is ExpressionSyntax ? model.GetSymbolInfo(target).Symbol : model.GetDeclaredSymbol(target);
        return symbol is IFieldSymbol or IPropertySymbol
            && SymbolEqualityComparer.Default.Equals(symbol.ContainingType?.OriginalDefinition, type.OriginalDefinition)
                ? symbol.OriginalDefinition
                : null;
    }
}
