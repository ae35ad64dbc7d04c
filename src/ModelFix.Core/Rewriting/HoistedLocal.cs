using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Rewriting;

/// <summary>
/// A local that takes an expression's value right before the statement in which the expression stands, so that it can be used twice.
/// </summary>
/// <param name="Name">The local's name.</param>
/// <param name="Declaration">The edit that declares it.</param>
internal sealed record HoistedLocal(string Name, SourceEdit Declaration)
{
    /// <summary>
    /// The local, or null where the expression does not stand in a statement of a block, is not evaluated exactly once, or comes after
    /// something whose value it might change.
    /// </summary>
    /// <param name="value">What the local is given.</param>
    /// <param name="written">The same as written.</param>
    /// <param name="name">A name that is free in the method.</param>
    /// <param name="style">The style at the expression.</param>
    /// <param name="symbols">TorchSharp's types.</param>
    public static HoistedLocal? Of(IOperation value, ExpressionSyntax written, string name, SourceStyle style, TorchSymbols symbols)
    {
        if (StatementOf(value, out var before) is not { } statement || !MayComeFirst(value, before, symbols)) return null;
        var declaration = $"var {name} = {CSharpText.Text(written)};" + Separator(statement, style);
        return new HoistedLocal(name, SourceEdit.Insert(statement.SyntaxTree, statement.SpanStart, declaration));
    }

    /// <summary>The statement, with what is evaluated in it before the value; null where the way there is not a plain one.</summary>
    private static StatementSyntax? StatementOf(IOperation value, out ImmutableArray<IOperation> before)
    {
        var earlier = ImmutableArray.CreateBuilder<IOperation>();
        before = ImmutableArray<IOperation>.Empty;
        for (var o = value; o.Parent is { } parent && IsPlain(parent); o = parent)
        {
            earlier.AddRange(parent.ChildOperations.TakeWhile(c => c != o));
            if (parent is not (IReturnOperation or IExpressionStatementOperation or IVariableDeclarationGroupOperation)) continue;
            before = earlier.ToImmutable();
            return parent.Syntax is StatementSyntax { Parent: BlockSyntax } statement ? statement : null;
        }

        return null;
    }

    /// <summary>True for operations that evaluate all their operands, each once and from left to right.</summary>
    private static bool IsPlain(IOperation operation) => operation switch
    {
        IBinaryOperation binary => binary.OperatorKind is not (BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr),
        IArgumentOperation or IInvocationOperation or IConversionOperation or IParenthesizedOperation or IUnaryOperation or ITupleOperation
            or IArrayCreationOperation or IArrayInitializerOperation or IPropertyReferenceOperation or ISimpleAssignmentOperation
            or ICompoundAssignmentOperation
                or IVariableInitializerOperation
                or IVariableDeclaratorOperation
                or IVariableDeclarationOperation
            or IReturnOperation or IExpressionStatementOperation or IVariableDeclarationGroupOperation => true,
        _ => false,
    };

    private static bool MayComeFirst(IOperation value, ImmutableArray<IOperation> before, TorchSymbols symbols)
    {
        if (before.IsEmpty) return !value.DescendantsAndSelf().Any(o => o is IDeclarationExpressionOperation or IAwaitOperation);
        return before.All(IsReference) && value.DescendantsAndSelf().All(o => ChangesNoReference(o, symbols));
    }

    /// <summary>True where evaluating the operation reads no more than variables and constants.</summary>
    private static bool IsReference(IOperation operation) => operation switch
    {
        IArgumentOperation argument => IsReference(argument.Value),
        IConversionOperation conversion => IsReference(conversion.Operand),
        _ => CSharpText.IsRepeatable(operation),
    };

    /// <summary>
    /// True for operations that cannot assign a variable of the method or a field: those of TorchSharp change tensors, not who refers to
    /// them.
    /// </summary>
    private static bool ChangesNoReference(IOperation operation, TorchSymbols symbols) => operation switch
    {
        IAssignmentOperation or IIncrementOrDecrementOperation or IDeclarationExpressionOperation or IAwaitOperation => false,
        IInvocationOperation call =>
            SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingAssembly, symbols.Torch.ContainingAssembly),
        IPropertyReferenceOperation property =>
            SymbolEqualityComparer.Default.Equals(property.Property.ContainingAssembly, symbols.Torch.ContainingAssembly),
        _ => true,
    };

    private static string Separator(StatementSyntax statement, SourceStyle style)
    {
        var text = statement.SyntaxTree.GetText();
        var line = text.Lines.GetLineFromPosition(statement.SpanStart);
        var indent = text.ToString(TextSpan.FromBounds(line.Start, statement.SpanStart));
        return string.IsNullOrWhiteSpace(indent) ? style.NewLine + indent : " ";
    }
}
