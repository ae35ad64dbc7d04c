using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Normalization;

/// <summary>What holds a module as one of its own class, so that a module of another class needs it to be declared differently.</summary>
/// <param name="Layer">The module's class.</param>
/// <param name="Symbol">The private field or local; null where the module is only ever held as an nn.Module, or cannot be followed.</param>
/// <param name="Declarator">Its declaration.</param>
/// <param name="IsFollowed">False where the module goes somewhere as one of its own class that is neither.</param>
internal sealed record ModuleHolder(INamedTypeSymbol Layer, ISymbol? Symbol, VariableDeclaratorSyntax? Declarator, bool IsFollowed)
{
    /// <summary>The members of BatchNorm1d, other than those of every module, that ManualBatchNorm1d has too.</summary>
    private static readonly ImmutableHashSet<string> State = ImmutableHashSet.Create(
        "weight", "bias", "running_mean", "running_var", "num_batches_tracked");

    public static ModuleHolder Of(IOperation construction, INamedTypeSymbol layer, TorchCompilation torch)
    {
        var value = Whole(construction);
        if (IsGeneral(value, layer, torch)) return new ModuleHolder(layer, Symbol: null, Declarator: null, IsFollowed: true);
        var (symbol, declared) = value.Parent switch
        {
            IFieldInitializerOperation { InitializedFields.Length: 1 } initializer =>
                (initializer.InitializedFields[0], Declaration(initializer.InitializedFields[0])),
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: var field } } =>
                ((ISymbol)field, Declaration(field)),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local,
                Syntax: VariableDeclaratorSyntax variable } } =>
                (local, variable),
            _ => (null, null),
        };
        return new ModuleHolder(layer, symbol, declared, symbol is not null && declared is not null);
    }

    /// <summary>The type as it is declared; null where it need not change.</summary>
    public TypeSyntax? TypeSyntax => Declarator?.Parent is VariableDeclarationSyntax { Type: { IsVar: false } type } ? type : null;

    public ImmutableArray<SourceEdit>? TypeEdits(string typeName)
    {
        if (Symbol is IFieldSymbol) return FieldType.Edits(Declarator!, typeName);
        if (Declarator!.Parent is not VariableDeclarationSyntax { Variables.Count: 1 } declaration) return null;
        var type = declaration.Type is NullableTypeSyntax nullable ? nullable.ElementType : declaration.Type;
        return CSharpText.HasComments(type.SyntaxTree, type.Span) ? null : ImmutableArray.Create(SourceEdit.Replace(type, typeName));
    }

    /// <summary>
    /// What would change, or no longer compile, if what is held were of another class with the same state; null where nothing would.
    /// </summary>
    public string? Obstacle(TorchCompilation torch)
    {
        if (!IsFollowed) return "keep the layer in a private field of its own, so that its uses can be seen";
        switch (Symbol)
        {
            case null:
                return null;
            case IFieldSymbol field when field.DeclaredAccessibility != Accessibility.Private || field.IsStatic:
                return $"'{field.Name}' is not private, so other code may use it";
            case IFieldSymbol field when torch.Layers.AssignedValue(field.OriginalDefinition) is null:
                return $"'{field.Name}' is assigned more than once";
        }

        foreach (var (name, model) in References(torch.Compilation))
        {
            ExpressionSyntax whole = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access
                && access.Name == name
                ? access
                : name;
            if (model.GetOperation(whole) is not { } use || !IsAlike(use, torch))
                return $"'{Symbol.Name}' is used in a way that a module of another class may not have: {whole.Parent}";
        }

        return null;
    }

    private IEnumerable<(SimpleNameSyntax Name, SemanticModel Model)> References(Compilation compilation)
    {
        if (Symbol is IFieldSymbol field) return ModuleFieldUses.References(field, compilation);
        var scope = Declarator!.FirstAncestorOrSelf<MemberDeclarationSyntax>()!;
        var model = compilation.Bound(scope.SyntaxTree);
        return scope.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(n =>
                n.Identifier.ValueText == Symbol!.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(n).Symbol, Symbol))
            .Select(n => ((SimpleNameSyntax)n, model));
    }

    /// <summary>True where the same is done with a ManualBatchNorm1d as with a BatchNorm1d.</summary>
    private bool IsAlike(IOperation use, TorchCompilation torch)
    {
        if (IsGeneral(use, Layer, torch)) return true;
        switch (use.Parent)
        {
            case ISimpleAssignmentOperation assignment when assignment.Target == use:
                // The one that there is: the construction.
                return Symbol is IFieldSymbol;
            case IConditionalAccessOperation access when access.Operation == use:
                return access.WhenNotNull
                    .DescendantsAndSelf()
                    .OfType<IConditionalAccessInstanceOperation>()
                    .FirstOrDefault() is { } instance
                    && IsAlike(instance, torch);
            case IIsPatternOperation { Pattern: IConstantPatternOperation
                or INegatedPatternOperation { Pattern: IConstantPatternOperation } }:
            case INameOfOperation:
                return true;
            default:
                return false;
        }
    }

    /// <summary>True where a module is taken for any nn.Module, or a member is used that every module or the other class has.</summary>
    private static bool IsGeneral(IOperation value, INamedTypeSymbol layer, TorchCompilation torch) => value.Parent switch
    {
        IConversionOperation { Type: INamedTypeSymbol type } =>
            !torch.TypeTests.Classes(layer).Contains(type, SymbolEqualityComparer.Default),
        IInvocationOperation call when call.Instance == value =>
            call.TargetMethod.Name is "call" or "forward" || torch.TypeTests.IsGeneral(call.TargetMethod.ContainingType),
        IMemberReferenceOperation member when member.Instance == value =>
            member is not IMethodReferenceOperation
                && !IsWritten(member)
                && (State.Contains(member.Member.Name) || torch.TypeTests.IsGeneral(member.Member.ContainingType)),
        _ => false,
    };

    private static bool IsWritten(IMemberReferenceOperation member) =>
        member.Parent is IAssignmentOperation assignment && assignment.Target == member
            || member.Parent is IArgumentOperation { Parameter.RefKind: not RefKind.None };

    /// <summary>The construction with the parentheses around it, and the conditional that makes it or nothing.</summary>
    private static IOperation Whole(IOperation construction)
    {
        var value = construction;
        while (value.Parent is IParenthesizedOperation
            || value.Parent is IConversionOperation { Type: var type } && SymbolEqualityComparer.Default.Equals(type, value.Type)
            || value.Parent is IConditionalOperation conditional
                && IsNull(conditional.WhenTrue == value ? conditional.WhenFalse : conditional.WhenTrue)) value = value.Parent;
        return value;
    }

    private static bool IsNull(IOperation? value) => value?.WithoutConversions().ConstantValue is { HasValue: true, Value: null };

    private static VariableDeclaratorSyntax? Declaration(IFieldSymbol field) =>
        field.Declarations().FirstOrDefault()?.GetSyntax() as VariableDeclaratorSyntax;
}
