using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>Loops: what holds at the head in every round is found by trying until it settles.</summary>
internal sealed class Loops(Interpreter interpreter) : Room(interpreter)
{
    /// <summary>A loop's values settle in two or three rounds, or what the loop writes is given up.</summary>
    private const int MaxLoopRounds = 4;

    /// <summary>Loops over so many known elements are run round by round.</summary>
    public const int MaxUnrolled = 64;

    public void CountingLoop(IForLoopOperation loop)
    {
        foreach (var before in loop.Before) Execute(before);
        var lower = Initial(loop) is { } initial ? Evaluate(initial) as IntegerValue : null;
        if ((State.IsConstruction || TakesElements(loop)) && Rounds(loop, lower) is var (first, last))
        {
            Facts.Bounds[loop.Locals[0]] = (Dim.Of(first), Dim.Of(last));
            Unroll(
                loop,
                Enumerable
                    .Range(0, (int)(last - first))
                    .Select(i => (Action)(() => Flow[loop.Locals[0]] = new IntegerValue(Dim.Of(first + i)))));
            return;
        }

        Repeat(loop, loop.Condition, () =>
        {
            if (lower is not null) BoundVariable(loop, lower.Dim);
        }, () =>
        {
            foreach (var step in loop.AtLoopBottom) Execute(step);
        });
    }

    /// <summary>for (int i = a; i &lt; b; i++) keeps i in [a, b) where neither i nor what b reads is written in the body.</summary>
    private void BoundVariable(IForLoopOperation loop, Dim lower)
    {
        if (loop.Locals.Length != 1 || loop.Condition is not IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan } condition)
            return;
        if (condition.LeftOperand.WithoutConversions() is not ILocalReferenceOperation { Local: var variable }) return;
        if (!SymbolEqualityComparer.Default.Equals(variable, loop.Locals[0]) || !CountsUp(loop, variable)) return;
        var written = WrittenVariables.In(loop.Body);
        if (written.Contains(variable) || State.Untracked.Contains(variable)) return;
        if (Evaluate(condition.RightOperand) is not IntegerValue upper || MayWrite(loop, written, condition.RightOperand)) return;
        Flow[variable] = new IntegerValue(Place(loop).Variable(variable.Name).Number(isSize: !lower.MayBeNegative));
        Facts.Bounds[variable] = (lower, upper.Dim);
    }

    /// <summary>
    /// The first value of the variable and the one that ends the loop, where both are known and so few that all rounds can be run.
    /// </summary>
    private (long First, long Last)? Rounds(IForLoopOperation loop, IntegerValue? lower)
    {
        if (loop.Locals.Length != 1 || lower?.Dim.Constant is not { } first || !CountsUp(loop, loop.Locals[0])) return null;
        if (loop.Condition is not IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan
            or BinaryOperatorKind.LessThanOrEqual } condition)
            return null;
        if (condition.LeftOperand.WithoutConversions() is not ILocalReferenceOperation { Local: var variable }
            || !SymbolEqualityComparer.Default.Equals(variable, loop.Locals[0]))
            return null;
        var written = WrittenVariables.In(loop.Body);
        if (written.Contains(variable) || State.Untracked.Contains(variable) || MayWrite(loop, written, condition.RightOperand))
            return null;
        if (Evaluate(condition.RightOperand) is not IntegerValue { Dim.Constant: { } upper }) return null;
        // A loop up to the largest integer never ends.
        var end = condition.OperatorKind == BinaryOperatorKind.LessThan ? upper : upper == int.MaxValue ? null : Checked.Sum(upper, 1);
        return end is { } last && Checked.Difference(last, first) is >= 0 and <= MaxUnrolled ? (first, last) : null;
    }

    /// <summary>True where a loop in forward takes element after element of a list, or makes one grow: which one matters then.</summary>
    private static bool TakesElements(IForLoopOperation loop) => !WritesElements(loop) && loop.Body.Descendants().Any(o => o switch
    {
        IArrayElementReferenceOperation element =>
            element.Indices.Any(i => Reads(i).Contains(loop.Locals[0], SymbolEqualityComparer.Default)),
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance.Type.Name: not "Tensor" } element =>
            element.Arguments.Any(a => Reads(a.Value).Contains(loop.Locals[0], SymbolEqualityComparer.Default)),
        IInvocationOperation { Instance: not null, TargetMethod.Name: "Add" } => true,
        _ => false,
    });

    /// <summary>True where a loop writes into an array or list, which may be the one that it runs over.</summary>
    private static bool WritesElements(ILoopOperation loop) => loop.Body.Descendants().Any(o =>
        o is IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true, Instance.Type.Name: not "Tensor" }
        && o.Parent is IAssignmentOperation or IIncrementOrDecrementOperation
        && !(o.Parent is IAssignmentOperation assignment && assignment.Target != o));

    private void TakeItem(IForEachLoopOperation loop, Value item)
    {
        if (loop.LoopControlVariable is IVariableDeclaratorOperation declarator) Assign(declarator.Symbol, item);
        else Assignments.Spread(loop.LoopControlVariable, item);
    }

    /// <summary>Runs a loop round by round; what an expression is for those who ask later is what it is in all of them.</summary>
    private void Unroll(ILoopOperation loop, IEnumerable<Action> rounds)
    {
        var outer = State.Unrolled;
        State.Unrolled ??= new HashSet<SyntaxNode>();
        State.Jumps.Remove(loop.ExitLabel);
        var (equalities, demands) = (Flow.Equalities, Flow.Demands);
        using var certainty = KeepCertainty();
        foreach (var enter in rounds)
        {
            if (Flow.IsDead) break;
            // The next round names other values alike.
            Flow.Equalities = equalities;
            Flow.Demands = Flow.Demands.WithNamesOf(demands);
            enter();
            Execute(loop.Body);
            Statements.Land(loop.ContinueLabel, Place(loop));
        }

        Statements.Land(loop.ExitLabel, Place(loop));
        State.Unrolled = outer;
    }

    private static IOperation? Initial(IForLoopOperation loop) =>
        loop.Before
            .OfType<IVariableDeclarationGroupOperation>()
            .SelectMany(g => g.Declarations)
            .SelectMany(d => d.Declarators)
            .FirstOrDefault()?.Initializer?.Value;

    private static bool CountsUp(IForLoopOperation loop, ILocalSymbol variable) => loop.AtLoopBottom.Length == 1
        && loop.AtLoopBottom[0] is IExpressionStatementOperation
        {
            Operation: IIncrementOrDecrementOperation { Kind: OperationKind.Increment, Target: ILocalReferenceOperation target },
        }
        && SymbolEqualityComparer.Default.Equals(target.Local, variable);

    /// <summary>True where the body may change what the bound reads: itself, or in code of the project that it runs.</summary>
    private static bool MayWrite(IForLoopOperation loop, HashSet<ISymbol> written, IOperation bound) =>
        Reads(bound).Any(s => written.Contains(s) || s is IFieldSymbol { IsReadOnly: false, IsConst: false })
        && (written.Overlaps(Reads(bound)) || loop.Body.Descendants().Any(o => OwnCode.IsCalled(o) || OwnCode.IsHidden(o)));

    private static IEnumerable<ISymbol> Reads(IOperation operation) => operation.DescendantsAndSelf()
        .Select(o => o switch
        {
            ILocalReferenceOperation local => (ISymbol)local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IFieldReferenceOperation field => field.Field,
            _ => null!,
        })
        .Where(s => s is not null);

    public void ForEach(IForEachLoopOperation loop)
    {
        var collection = Evaluate(loop.Collection);
        if (collection is ModuleValue { Each: { } each })
        {
            Repeat(loop, null, () => TakeItem(loop, each), () => { });
            return;
        }

        var items = collection switch
        {
            ListValue list when State.IsConstruction || !WritesElements(loop) => list.Items,
            ModuleValue { Parts: { } parts } => parts,
            _ => ImmutableArray<Value>.Empty,
        };
        if (items.Length is > 0 and <= MaxUnrolled)
        {
            Unroll(loop, items.Select(i => (Action)(() => TakeItem(loop, i))));
            return;
        }

        Repeat(loop, null, () => Forget(loop.Locals), () => { });
    }

    public void While(IWhileLoopOperation loop)
    {
        if (loop.ConditionIsTop) Repeat(loop, loop.Condition, () => { }, () => { });
        else Repeat(loop, null, () => { }, () =>
        {
            if (loop.Condition is { } bottom) Evaluate(bottom);
        });
    }

    /// <summary>
    /// Joins what holds before a loop with what holds at the end of its body, until the head stays the same. What a round names, the next
    /// round names alike though it is another value: the join at the head gives everything that the loop changes a name of its own.
    /// </summary>
    /// <param name="loop">The loop.</param>
    /// <param name="condition">A condition that is tested before each round, or null.</param>
    /// <param name="enter">What happens at the start of each round.</param>
    /// <param name="step">What happens at the end of each round, after continue too.</param>
    private void Repeat(ILoopOperation loop, IOperation? condition, Action enter, Action step)
    {
        using var perhaps = Perhaps();
        var entry = Flow.Copy();
        var isEndless = condition?.ConstantValue.Value is true;
        var givenUp = false;
        for (var round = 0; ; round++)
        {
            if (round == MaxLoopRounds) GiveUp(loop, out givenUp);
            var head = Flow.Copy();
            State.Jumps.Remove(loop.ExitLabel);
            enter();
            if (condition is not null) Evaluate(condition);
            var exit = Flow.Copy();
            Execute(loop.Body);
            Statements.Land(loop.ContinueLabel, Place(loop));
            if (!Flow.IsDead) step();
            // A loop that tests at its end leaves from there; the others may leave before the first round.
            if (loop is IWhileLoopOperation { ConditionIsTop: false }) exit = Flow.Copy();
            var next = Flow.Join(entry, Flow, Place(loop));
            if (givenUp || next.SameAs(head))
            {
                Flow = exit;
                Flow.IsDead |= isEndless;
                Statements.Land(loop.ExitLabel, Place(loop));
                return;
            }

            Flow = next;
        }
    }

    /// <summary>
    /// The values of a loop do not settle: nothing is known of what it writes, nor of any tensor or array that it may change in place.
    /// </summary>
    private void GiveUp(ILoopOperation loop, out bool givenUp)
    {
        if (Scope.Code.MayReshape(loop.Syntax)) Flow = new Flow();
        Flow.ForgetLists();
        Flow.ForgetFields();
        Forget(WrittenVariables.In(loop));
        givenUp = true;
    }
}
