using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Knowledge;

/// <summary>Where one variable is written and read inside one function, and in which order that may happen.</summary>
internal sealed class VariableUses
{
    private VariableUses(ISymbol variable, ImmutableArray<IOperation> references, ImmutableArray<VariableWrite> writes, bool isCaptured)
    {
        Variable = variable;
        References = references;
        Writes = writes;
        IsCaptured = isCaptured;
    }

    public ISymbol Variable { get; }

    /// <summary>Every reference in the order of the text.</summary>
    public ImmutableArray<IOperation> References { get; }

    /// <summary>Every assignment in the order of the text.</summary>
    public ImmutableArray<VariableWrite> Writes { get; }

    /// <summary>True where a lambda or local function within the function, or the function around it, uses the variable too.</summary>
    public bool IsCaptured { get; }

    /// <summary>The references that read, that is, all but the targets of plain assignments.</summary>
    public IEnumerable<IOperation> Reads =>
        References.Where(r => !(r.Parent is ISimpleAssignmentOperation assignment && assignment.Target == r));

    /// <summary>
    /// The uses of a local or parameter in the function that holds an operation; null where the operation refers to neither.
    /// </summary>
    public static VariableUses? Of(IOperation reference)
    {
        if (Symbol(reference) is not { } variable) return null;
        var function = Function(reference);
        var all = Function(reference, outermost: true)
            .Descendants()
            .Where(o => SymbolEqualityComparer.Default.Equals(Symbol(o), variable))
            .ToList();
        var writes = all.Select(Write)
            .Concat(function.Descendants().OfType<IVariableDeclaratorOperation>().Select(d => Write(d, variable)))
            .OfType<VariableWrite>()
            .OrderBy(w => w.Operation.Syntax.SpanStart);
        return new VariableUses(
            variable,
            all.OrderBy(o => o.Syntax.SpanStart).ToImmutableArray(),
            writes.ToImmutableArray(),
            all.Any(o => Function(o) != function) || variable.ContainingSymbol is IMethodSymbol owner && !Owns(owner, function));
    }

    /// <summary>
    /// True where control may come from one operation to the other without passing <paramref name="barrier"/>, which runs before both.
    /// </summary>
    public static bool MayPrecede(IOperation first, IOperation second, IOperation? barrier)
    {
        if (barrier is not null && first.Syntax.SpanStart < barrier.Syntax.Span.End) return false;
        if (first.Syntax.SpanStart < second.Syntax.SpanStart) return true;
        return SharedLoops(first, second).Any(loop => barrier is null || !loop.Syntax.Span.Contains(barrier.Syntax.Span));
    }

    /// <summary>The loops that two operations run in together.</summary>
    public static IEnumerable<ILoopOperation> SharedLoops(IOperation first, IOperation second) => first.AncestorsAndSelf()
        .OfType<ILoopOperation>()
        .Where(loop => loop.Syntax.Span.Contains(second.Syntax.Span));

    /// <summary>
    /// True where every way to the operation leads through the statement of the assignment: it stands earlier in a block around it.
    /// </summary>
    public static bool Dominates(
        VariableWrite write,
        IOperation operation) => write.Statement is { Parent: IBlockOperation block } statement
        && statement.Syntax.SpanStart < operation.Syntax.SpanStart
        && operation.AncestorsAndSelf().Contains(block);

    public static ISymbol? Symbol(IOperation reference) => reference switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    /// <summary>The lambda, local function or member body around an operation.</summary>
    private static IOperation Function(IOperation operation, bool outermost = false) => operation.AncestorsAndSelf()
        .FirstOrDefault(o => !outermost && o is IAnonymousFunctionOperation or ILocalFunctionOperation && o != operation)
            ?? operation.AncestorsAndSelf().Last();

    private static bool Owns(IMethodSymbol owner, IOperation function) => function switch
    {
        IAnonymousFunctionOperation lambda => SymbolEqualityComparer.Default.Equals(lambda.Symbol, owner),
        ILocalFunctionOperation local => SymbolEqualityComparer.Default.Equals(local.Symbol, owner),
        _ => owner.MethodKind is not (MethodKind.LocalFunction or MethodKind.AnonymousFunction),
    };

    private static VariableWrite? Write(IVariableDeclaratorOperation declarator, ISymbol variable)
    {
        if (!SymbolEqualityComparer.Default.Equals(declarator.Symbol, variable)) return null;
        if (declarator.Initializer is { } initializer) return new VariableWrite(declarator, initializer.Value);
        // Without a value a local is either assigned later, which the compiler checks, or it gets its value from foreach, out or a pattern.
        return declarator.Syntax is VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax }
            ? null
            : new VariableWrite(declarator, null);
    }

    private static VariableWrite? Write(IOperation reference) => reference.Parent switch
    {
        ISimpleAssignmentOperation assignment when assignment.Target == reference => new VariableWrite(assignment, assignment.Value),
        ICompoundAssignmentOperation assignment when assignment.Target == reference =>
            new VariableWrite(assignment, null) { IsOperator = true },
        ICoalesceAssignmentOperation assignment when assignment.Target == reference => new VariableWrite(assignment, null),
        IIncrementOrDecrementOperation increment when increment.Target == reference => new VariableWrite(increment, null),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => new VariableWrite(argument, null),
        IDeclarationExpressionOperation declaration => new VariableWrite(declaration, null),
        ITupleOperation tuple when tuple
            .AncestorsAndSelf()
            .OfType<IDeconstructionAssignmentOperation>()
            .Any(d => d.Target.Syntax.Span.Contains(tuple.Syntax.Span)) =>
            new VariableWrite(tuple, null),
        _ => null,
    };
}

/// <summary>One assignment to a variable.</summary>
/// <param name="Operation">The assignment or declarator.</param>
/// <param name="Value">What is assigned; null where that is not an expression (out, foreach, deconstruction).</param>
internal sealed record VariableWrite(IOperation Operation, IOperation? Value)
{
    /// <summary>True for <c>x += y</c>, which assigns the result of an operator.</summary>
    public bool IsOperator { get; init; }

    /// <summary>The statement that consists of the assignment, or null where it is part of a larger expression.</summary>
    public IOperation? Statement => Operation is IVariableDeclaratorOperation
        ? Operation.AncestorsAndSelf().FirstOrDefault(o => o is IUsingDeclarationOperation)
            ?? Operation.AncestorsAndSelf().FirstOrDefault(o => o is IVariableDeclarationGroupOperation)
        : Operation.Parent as IExpressionStatementOperation;
}
