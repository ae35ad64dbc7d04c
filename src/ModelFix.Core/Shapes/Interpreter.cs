using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Shapes;

/// <summary>Runs one method over abstract values, statement by statement. This part is control flow.</summary>
internal sealed partial class Interpreter
{
    /// <summary>A loop's values settle in two rounds, or are given up.</summary>
    private const int MaxLoopRounds = 4;

    private readonly FlowScope _scope;
    private readonly string _prefix;
    private readonly int _depth;
    private readonly HashSet<ISymbol> _writtenByClosures;
    private Flow _flow = new();

    /// <param name="scope">What all interpretations share.</param>
    /// <param name="body">The method, accessor or initialiser.</param>
    /// <param name="prefix">Makes the symbols of a called method differ from call to call; empty for the method itself.</param>
    /// <param name="depth">How many calls deep this is.</param>
    public Interpreter(FlowScope scope, SyntaxNode body, string prefix, int depth)
    {
        _scope = scope;
        _prefix = prefix;
        _depth = depth;
        _writtenByClosures = ClosureWrites.In(body, scope.Compilation.GetSemanticModel(body.SyntaxTree));
    }

    public MethodFacts Facts { get; } = new();

    /// <summary>Gives parameters their arguments' values; those beyond the arguments get what their contract says.</summary>
    public void BindParameters(IMethodSymbol method, ImmutableArray<Value> arguments)
    {
        foreach (var parameter in method.Parameters)
            _flow[parameter] = parameter.Ordinal < arguments.Length ? arguments[parameter.Ordinal] : Unbound(parameter);
    }

    /// <summary>Interprets a body: a block, an expression or a method with either.</summary>
    public void Run(IOperation body)
    {
        if (body is IMethodBodyBaseOperation method)
        {
            if (method.BlockBody is { } block) Execute(block);
            if (method.ExpressionBody is { } expression) Execute(expression);
            return;
        }

        Execute(body);
    }

    private Value Unbound(IParameterSymbol parameter)
    {
        if (_scope.Symbols.IsTensor(parameter.Type))
        {
            var contract = _scope.Contracts.Find(parameter);
            return new TensorValue(_prefix + parameter.Name, contract?.Shape ?? TensorShape.Unknown, contract?.Type ?? ElementType.Unknown);
        }

        return IsInteger(parameter.Type) ? new IntegerValue(Dim.Symbol(_prefix + parameter.Name)) : Value.Nothing;
    }

    private void Execute(IOperation statement)
    {
        if (_flow.IsDead) return;
        switch (statement)
        {
            case IBlockOperation block: foreach (var s in block.Operations) Execute(s); break;
            case IExpressionStatementOperation expression: Evaluate(expression.Operation); break;
            case IVariableDeclarationGroupOperation group: foreach (var d in group.Declarations) Declare(d); break;
            case IUsingDeclarationOperation declaration: Execute(declaration.DeclarationGroup); break;
            case IUsingOperation scope: Execute(scope.Resources); Execute(scope.Body); break;
            case IReturnOperation { Kind: OperationKind.Return } returned: Return(returned); break;
            case IConditionalOperation { Type: null } conditional: Branch(conditional); break;
            case IForLoopOperation loop: CountingLoop(loop); break;
            case IForEachLoopOperation loop: ForEach(loop); break;
            case IWhileLoopOperation loop: While(loop); break;
            case ISwitchOperation choice: Switch(choice); break;
            case ITryOperation guarded: Try(guarded); break;
            case IBranchOperation or IThrowOperation: _flow.IsDead = true; break;
            case ILockOperation locked: Evaluate(locked.LockedValue); Execute(locked.Body); break;
            case ILocalFunctionOperation function: Closure(function.Symbol, function.Body); break;
            case ILabeledOperation labeled: Forget(statement); if (labeled.Operation is { } inner) Execute(inner); break;
            default: Evaluate(statement); break;
        }
    }

    private void Declare(IVariableDeclarationOperation declaration)
    {
        foreach (var declarator in declaration.Declarators)
            if ((declarator.Initializer ?? declaration.Initializer) is { } initializer) Assign(declarator.Symbol, Evaluate(initializer.Value));
    }

    private void Return(IReturnOperation returned)
    {
        if (returned.ReturnedValue is { } value)
        {
            var result = Evaluate(value);
            Facts.Result = Facts.Result is null ? result : Joins.Of(Facts.Result, result, _prefix + "result");
        }

        _flow.IsDead = true;
    }

    private void Branch(IConditionalOperation conditional)
    {
        Evaluate(conditional.Condition);
        if (TrainingGuard.ValueInEval(conditional.Condition) is { } taken)
        {
            // The other branch runs in training only; its expressions are interpreted, its effects are not.
            var live = taken ? conditional.WhenTrue : conditional.WhenFalse;
            var dead = taken ? conditional.WhenFalse : conditional.WhenTrue;
            var before = _flow.Copy();
            if (dead is not null) Execute(dead);
            _flow.Take(before);
            if (live is not null) Execute(live);
            return;
        }

        var otherwise = _flow.Copy();
        Execute(conditional.WhenTrue);
        var afterTrue = _flow;
        _flow = otherwise;
        if (conditional.WhenFalse is { } whenFalse) Execute(whenFalse);
        _flow = Flow.Join(afterTrue, _flow, Place(conditional));
    }

    private void CountingLoop(IForLoopOperation loop)
    {
        foreach (var before in loop.Before) Execute(before);
        Repeat(loop, () =>
        {
            BoundVariable(loop);
            if (loop.Condition is { } condition) Evaluate(condition);
            Execute(loop.Body);
            _flow.IsDead = false;
            foreach (var step in loop.AtLoopBottom) Execute(step);
        });
    }

    /// <summary>for (int i = a; i &lt; b; i++) keeps i in [a, b) where the body does not write it.</summary>
    private void BoundVariable(IForLoopOperation loop)
    {
        if (loop.Locals.Length != 1 || loop.Condition is not IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan } condition) return;
        if (condition.LeftOperand.WithoutConversions() is not ILocalReferenceOperation { Local: var variable }) return;
        if (!SymbolEqualityComparer.Default.Equals(variable, loop.Locals[0]) || !CountsUp(loop)) return;
        if (Writes.In(loop.Body).Contains(variable) || _writtenByClosures.Contains(variable)) return;
        if (Initial(loop) is not { } initial || Evaluate(initial) is not IntegerValue lower) return;
        if (Evaluate(condition.RightOperand) is not IntegerValue upper || Writes.In(loop.Body).Overlaps(Reads(condition.RightOperand))) return;
        _flow[variable] = new IntegerValue(Dim.Symbol($"{_prefix}{variable.Name}@{Place(loop)}"));
        Facts.Bounds[variable] = (lower.Dim, upper.Dim);
    }

    private static IOperation? Initial(IForLoopOperation loop) =>
        loop.Before.OfType<IVariableDeclarationGroupOperation>().SelectMany(g => g.Declarations).SelectMany(d => d.Declarators).FirstOrDefault()?.Initializer?.Value;

    private static bool CountsUp(IForLoopOperation loop) => loop.AtLoopBottom.Length == 1
        && loop.AtLoopBottom[0] is IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation { Kind: OperationKind.Increment } };

    private static IEnumerable<ISymbol> Reads(IOperation operation) => operation.DescendantsAndSelf()
        .Select(o => o switch
        {
            ILocalReferenceOperation local => (ISymbol)local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IFieldReferenceOperation field => field.Field,
            _ => null!,
        })
        .Where(s => s is not null);

    private void ForEach(IForEachLoopOperation loop)
    {
        Evaluate(loop.Collection);
        Repeat(loop, () =>
        {
            foreach (var local in loop.Locals) _flow[local] = Value.Nothing;
            Execute(loop.Body);
        });
    }

    private void While(IWhileLoopOperation loop) => Repeat(loop, () =>
    {
        if (loop.ConditionIsTop && loop.Condition is { } top) Evaluate(top);
        Execute(loop.Body);
        _flow.IsDead = false;
        if (!loop.ConditionIsTop && loop.Condition is { } bottom) Evaluate(bottom);
    });

    /// <summary>
    /// Joins what holds before a loop with what holds after its body until that settles. A break or continue may leave from anywhere, so what the body
    /// writes is only kept where every round agrees.
    /// </summary>
    private void Repeat(ILoopOperation loop, Action body)
    {
        var jumps = loop.Body.Descendants().Any(o => o is IBranchOperation);
        var written = Writes.In(loop);
        var entry = _flow.Copy();
        for (var round = 0; ; round++)
        {
            if (jumps || round == MaxLoopRounds) Forget(written);
            var head = _flow.Copy();
            body();
            _flow.IsDead = false;
            var next = Flow.Join(entry, _flow, Place(loop));
            if (jumps || round == MaxLoopRounds) Forget(written, next);
            _flow = next;
            if (next.SameAs(head) || round > MaxLoopRounds) return;
        }
    }

    private void Switch(ISwitchOperation choice)
    {
        Evaluate(choice.Value);
        var before = _flow.Copy();
        var after = before.Copy();
        foreach (var section in choice.Cases)
        {
            _flow = before.Copy();
            foreach (var statement in section.Body) Execute(statement);
            _flow.IsDead = section.Body.LastOrDefault() is IReturnOperation or IThrowOperation;
            after = Flow.Join(after, _flow, Place(choice));
        }

        _flow = after;
        Forget(Writes.In(choice));
    }

    private void Try(ITryOperation guarded)
    {
        Execute(guarded.Body);
        _flow.IsDead = false;
        Forget(Writes.In(guarded.Body));
        foreach (var handler in guarded.Catches)
        {
            var before = _flow.Copy();
            Execute(handler.Handler);
            _flow.Take(before);
            Forget(Writes.In(handler.Handler));
        }

        if (guarded.Finally is { } last) Execute(last);
    }

    private void Closure(IMethodSymbol symbol, IBlockOperation? body)
    {
        if (body is null) return;
        var before = _flow;
        var result = Facts.Result;
        _flow = before.Copy();
        foreach (var written in Writes.In(body)) _flow[written] = Value.Nothing;
        foreach (var parameter in symbol.Parameters) _flow[parameter] = Unbound(parameter);
        Execute(body);
        _flow = before;
        Facts.Result = result;
    }

    private void Forget(IOperation operation) => Forget(Writes.In(operation));

    private void Forget(IEnumerable<ISymbol> symbols) => Forget(symbols, _flow);

    private static void Forget(IEnumerable<ISymbol> symbols, Flow flow)
    {
        foreach (var symbol in symbols) flow[symbol] = Value.Nothing;
    }

    private void Assign(ISymbol symbol, Value value) => _flow[symbol] = _writtenByClosures.Contains(symbol) ? Value.Nothing : value;

    private string Place(IOperation operation)
    {
        var at = operation.Syntax.SyntaxTree.GetLineSpan(operation.Syntax.Span).StartLinePosition;
        return FormattableString.Invariant($"{_prefix}{at.Line + 1}:{at.Character + 1}");
    }

    private static bool IsInteger(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;
}
