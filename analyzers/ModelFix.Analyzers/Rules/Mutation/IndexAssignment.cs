using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>An assignment through a tensor's indexer: <c>x[.., 2] = v</c>, <c>x[mask] *= s</c>.</summary>
/// <param name="Operation">The assignment.</param>
/// <param name="Indexer">The indexer that is assigned.</param>
/// <param name="Items">The index list.</param>
/// <param name="Operator">The C# operator of a compound assignment, null for a plain one.</param>
/// <param name="Torch">What is known of the compilation.</param>
internal sealed record IndexAssignment(
    IAssignmentOperation Operation,
        IPropertyReferenceOperation Indexer,
        ImmutableArray<IndexItem> Items,
        string? Operator,
        TorchCompilation Torch)
{
    public AssignmentExpressionSyntax Syntax => (AssignmentExpressionSyntax)Operation.Syntax;

    /// <summary>The tensor whose elements are written.</summary>
    public IOperation Target { get; } = Indexer.Instance!.WithoutImplicitConversions();

    /// <summary>The target as source: a name, so that it can be repeated.</summary>
    public string TargetText => CSharpText.Text(Target.Syntax);

    /// <summary>The right side as it was written.</summary>
    public IOperation Value { get; } = Written(Operation.Value);

    /// <summary>True for a number on the right side: it is converted to a tensor by the assignment.</summary>
    public bool IsScalar => Value.Type?.SpecialType is SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Int32
        or SpecialType.System_Int64
            or SpecialType.System_Byte
            or SpecialType.System_SByte
            or SpecialType.System_Int16
            or SpecialType.System_Boolean;

    public bool IsTensor => Torch.Symbols.IsTensor(Value.Type);

    /// <summary>
    /// True for the indexers of plain integers, which copy into the element with PyTorch's copy_; the others also drop leading dims of size
    /// 1 that the right side has too many of.
    /// </summary>
    public bool TakesIntegers => Indexer.Property.Parameters.All(p => p.Type.SpecialType == SpecialType.System_Int64);

    public bool Has(IndexKind kind) => Items.Any(i => i.Kind == kind);

    public SourceStyle Style => SourceStyle.At(Syntax, Torch.Compilation.Bound(Syntax.SyntaxTree), Torch.Symbols);

    /// <summary>The assignment with its index list parsed.</summary>
    public static IndexAssignment Of(IAssignmentOperation assignment, IPropertyReferenceOperation indexer, TorchCompilation torch) => new(
        assignment,
        indexer,
        IndexItem.ListOf(indexer, torch),
        assignment is ICompoundAssignmentOperation
            ? ((AssignmentExpressionSyntax)assignment.Syntax).OperatorToken.ValueText.TrimEnd('=')
            : null,
        torch);

    /// <summary>The value below the conversions to a tensor; casts between numbers stay.</summary>
    private static IOperation Written(IOperation value)
    {
        var written = value.WithoutImplicitConversions();
        return written is IConversionOperation { Conversion.IsUserDefined: true } conversion
            ? conversion.Operand.WithoutImplicitConversions()
            : written;
    }
}
