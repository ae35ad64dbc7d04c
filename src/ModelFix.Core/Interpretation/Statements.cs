using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>Control flow without loops, statement by statement.</summary>
internal sealed class Statements(Interpreter interpreter) : Room(interpreter)
{
    /// <summary>Looking through so many variables takes about as long as any other step.</summary>
    private const int VariablesPerStep = 64;

    /// <summary>Interprets a body: a block, an expression or a method with either.</summary>
    public void Run(IOperation body)
    {
        var read = Scope.Code.Of(body);
        // A jump to a label may form a loop that no loop statement shows; such code is left alone.
        if (read.HasGoto)
        {
            Flow = new Flow();
            return;
        }

        State.Reassigned = read.Written;
        State.UnsharedLists = read.UnsharedLists;
        State.Untracked.UnionWith(read.WrittenFinally);
        if (body is IConstructorBodyOperation { Initializer: { } chained }) Constructors.Chain(chained);
        if (body is IMethodBodyBaseOperation method)
        {
            if (method.BlockBody is { } block) Execute(block);
            if (method.ExpressionBody is { } expression) Execute(expression);
            return;
        }

        Execute(body);
    }

    public void Visit(IOperation statement)
    {
        if (!Scope.Steps.TryEnter(Cost(statement))) return;
        ExecuteWithinBudget(statement);
        Scope.Steps.Leave();
    }

    /// <summary>Control flow copies and joins all variables, calls look through them: many are many steps.</summary>
    public int Cost(IOperation operation) =>
        operation is IExpressionStatementOperation or IBlockOperation or ILiteralOperation ? 1 : 1 + Flow.Count / VariablesPerStep;

    private void ExecuteWithinBudget(IOperation statement)
    {
        if (statement is ILocalFunctionOperation function) Closure(function.Symbol, function.Body, statement);
        if (Flow.IsDead)
        {
            // Local functions may stand behind the last return.
            if (statement is IBlockOperation dead) foreach (var s in dead.Operations.OfType<ILocalFunctionOperation>()) Execute(s);
            return;
        }

        switch (statement)
        {
            case ILocalFunctionOperation: break;
            case IBlockOperation block: foreach (var s in block.Operations) Execute(s); break;
            case IExpressionStatementOperation expression: Evaluate(expression.Operation); break;
            case IVariableDeclarationGroupOperation group: foreach (var d in group.Declarations) Declare(d); break;
            case IUsingDeclarationOperation declaration: Execute(declaration.DeclarationGroup); break;
            case IUsingOperation scope: Execute(scope.Resources); Execute(scope.Body); break;
            case IReturnOperation { Kind: OperationKind.Return } returned: Return(returned); break;
            case IConditionalOperation { Type: null } conditional: Branch(conditional); break;
            case IForLoopOperation loop: Loops.CountingLoop(loop); break;
            case IForEachLoopOperation loop: Loops.ForEach(loop); break;
            case IWhileLoopOperation loop: Loops.While(loop); break;
            case ISwitchOperation choice: Switch(choice); break;
            case ITryOperation guarded: Try(guarded); break;
            case IBranchOperation branch: Jump(branch); break;
            case IThrowOperation thrown: if (thrown.Exception is { } e) Evaluate(e); Flow.IsDead = true; break;
            case ILockOperation locked: Evaluate(locked.LockedValue); Execute(locked.Body); break;
            case ILabeledOperation { Operation: { } inner }: Execute(inner); break;
            default: Unknown(statement); break;
        }
    }

    /// <summary>A statement of a kind that has no case: what it writes is forgotten, whichever parts of it run.</summary>
    public void Unknown(IOperation statement)
    {
        using var perhaps = Perhaps();
        Evaluate(statement);
        if (statement is not IInvocationOperation) Forget(WrittenVariables.In(statement));
    }

    private void Declare(IVariableDeclarationOperation declaration)
    {
        foreach (var declarator in declaration.Declarators)
            if ((declarator.Initializer ?? declaration.Initializer) is { } initializer)
                Assign(declarator.Symbol, Evaluate(initializer.Value));
    }

    private void Return(IReturnOperation returned)
    {
        if (returned.ReturnedValue is { } value)
        {
            var result = Evaluate(value);
            Facts.Result = Facts.Result is null ? result : Joins.Of(Facts.Result, result, State.Enclosing.Named("result"));
        }

        State.Returns.Add(Flow.Copy());
        Flow.IsDead = true;
    }

    private void Branch(IConditionalOperation conditional)
    {
        if (Conditions.Decided(conditional.Condition) is { } taken)
        {
            // The other branch runs in training only, or never; its expressions are interpreted, its effects are not.
            var live = taken ? conditional.WhenTrue : conditional.WhenFalse;
            var dead = taken ? conditional.WhenFalse : conditional.WhenTrue;
            var (before, result, returns, isCertain) = (Flow.Copy(), Facts.Result, State.Returns.Count, State.IsCertain);
            State.IsCertain = false;
            if (dead is not null) Execute(dead);
            Flow.Take(before);
            (Facts.Result, State.IsCertain) = (result, isCertain);
            State.Returns.RemoveRange(returns, State.Returns.Count - returns);
            if (live is not null) Execute(live);
            return;
        }

        using var perhaps = Perhaps();
        var otherwise = Flow.Copy();
        Conditions.Learn(conditional.Condition, holds: true);
        Execute(conditional.WhenTrue);
        var afterTrue = Flow;
        Flow = otherwise;
        Conditions.Learn(conditional.Condition, holds: false);
        if (conditional.WhenFalse is { } whenFalse) Execute(whenFalse);
        Flow = Flow.Join(afterTrue, Flow, Place(conditional));
    }

    private void Jump(IBranchOperation branch)
    {
        if (!State.Jumps.TryGetValue(branch.Target, out var flows)) State.Jumps[branch.Target] = flows = new List<Flow>();
        flows.Add(Flow.Copy());
        Flow.IsDead = true;
    }

    /// <summary>Joins what holds here with what holds at each jump to a label, and forgets the jumps.</summary>
    public void Land(ILabelSymbol label, ValueId place)
    {
        if (!State.Jumps.TryGetValue(label, out var flows)) return;
        for (var i = 0; i < flows.Count; i++) Flow = Flow.Join(Flow, flows[i], place.Part(label.Name, i));
        State.Jumps.Remove(label);
    }

    private void Switch(ISwitchOperation choice)
    {
        Evaluate(choice.Value);
        using var perhaps = Perhaps();
        var before = Flow.Copy();
        foreach (var section in choice.Cases)
        {
            Flow = before.Copy();
            foreach (var clause in section.Clauses) Unknown(clause);
            foreach (var statement in section.Body) Execute(statement);
        }

        // A section leaves by break, return or throw; without a default none may run.
        Flow = before;
        Flow.IsDead = choice.Cases.Any(c => c.Clauses.Any(clause => clause.CaseKind == CaseKind.Default));
        Land(choice.ExitLabel, Place(choice));
    }

    private void Try(ITryOperation guarded)
    {
        // What throws here may be caught.
        using var perhaps = Perhaps();
        var before = Flow.Copy();
        Execute(guarded.Body);
        var after = Flow;
        foreach (var handler in guarded.Catches)
        {
            Flow = before.Copy();
            // The body may have stopped anywhere.
            Forget(WrittenVariables.In(guarded.Body));
            if (Scope.Code.MayReshape(guarded.Body.Syntax)) Flow = new Flow();
            Flow.ForgetLists();
            Flow.ForgetFields();
            if (handler.Filter is { } filter) Evaluate(filter);
            Execute(handler.Handler);
            after = Flow.Join(after, Flow, Place(handler));
        }

        Flow = after;
        if (guarded.Finally is { } last) Execute(last);
    }

    /// <summary>
    /// A lambda or local function runs later, any number of times: of what it captures only variables that are given a value once, where
    /// they are declared, are the same then.
    /// </summary>
    public void Closure(IMethodSymbol symbol, IBlockOperation? body, IOperation at)
    {
        if (body is null) return;
        var (before, result, closure, returns, isCertain) = (Flow, Facts.Result, State.Function, State.Returns.Count, State.IsCertain);
        State.IsCertain = false;
        Flow = before.Copy();
        Flow.IsDead = false;
        Flow.ForgetFields();
        State.Function = closure.Code(at.Syntax);
        Forget(State.Reassigned);
        foreach (var parameter in symbol.Parameters) Assign(parameter, Parameters.Unbound(parameter));
        Execute(body);
        (Flow, Facts.Result, State.Function, State.IsCertain) = (before, result, closure, isCertain);
        State.Returns.RemoveRange(returns, State.Returns.Count - returns);
    }
}
