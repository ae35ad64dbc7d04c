using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>Runs one method over abstract values, statement by statement. This part is control flow without loops.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Looking through so many variables takes about as long as any other step.</summary>
    private const int VariablesPerStep = 64;

    private readonly FlowScope _scope;
    private readonly SyntaxNode _body;
    private readonly string _prefix;
    private readonly int _depth;
    private readonly ModuleInstance _instance;
    private readonly bool _isConstruction;
    private readonly HashSet<ISymbol> _untracked;
    private readonly Dictionary<SyntaxNode, Value> _now = new();
    private readonly List<Flow> _returns = new();
    private readonly Dictionary<ILabelSymbol, List<Flow>> _jumps = new(SymbolEqualityComparer.Default);
    private HashSet<ISymbol> _reassigned = new(SymbolEqualityComparer.Default);
    private HashSet<ISymbol> _ownLists = new(SymbolEqualityComparer.Default);
    private string _closure = "";
    private Flow _flow = new();

    /// <param name="scope">What all interpretations share.</param>
    /// <param name="body">The method, accessor or initialiser.</param>
    /// <param name="prefix">Makes the symbols of a called method differ from call to call; empty for the method itself.</param>
    /// <param name="depth">How many calls deep this is.</param>
    /// <param name="instance">The object whose method runs; null for an object of which nothing is known.</param>
    /// <param name="isConstruction">True for a constructor or an initialiser; it sees fields only as far as it wrote them itself.</param>
    public Interpreter(FlowScope scope, SyntaxNode body, string prefix, int depth, ModuleInstance? instance = null, bool isConstruction = false)
    {
        _isConstruction = isConstruction;
        _scope = scope;
        _body = body;
        _prefix = prefix;
        _depth = depth;
        _instance = instance ?? new ModuleInstance("");
        _untracked = new HashSet<ISymbol>(scope.Code.ClosureWritesIn(body), SymbolEqualityComparer.Default);
    }

    public MethodFacts Facts { get; } = new();

    public StepBudget Steps => _scope.Steps;

    /// <summary>Gives parameters their arguments' values; those beyond the arguments get what their contract says.</summary>
    /// <param name="method">The method.</param>
    /// <param name="arguments">As many as are known.</param>
    /// <param name="isFollowed">True to find out what the method's layers demand of the parameters.</param>
    public void BindParameters(IMethodSymbol method, ImmutableArray<Value> arguments, bool isFollowed = false)
    {
        foreach (var parameter in method.Parameters)
        {
            var bound = parameter.Ordinal < arguments.Length && arguments[parameter.Ordinal] is var value && value != Value.Nothing ? value : Unbound(parameter);
            Assign(parameter, bound);
            if (isFollowed && !_untracked.Contains(parameter)) FollowParameter(bound);
            if (bound is TensorValue tensor && parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } declared) _origins[tensor.Name] = declared;
        }
    }

    /// <summary>Interprets a body: a block, an expression or a method with either.</summary>
    public void Run(IOperation body)
    {
        var read = _scope.Code.Of(body);
        // A jump to a label may form a loop that no loop statement shows; such code is left alone.
        if (read.HasGoto)
        {
            _flow = new Flow();
            return;
        }

        _reassigned = read.Written;
        _ownLists = read.OwnLists;
        _untracked.UnionWith(read.WrittenFinally);
        if (body is IConstructorBodyOperation { Initializer: { } chained }) Chain(chained);
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
        if (_isConstruction && parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor }) return ConstructorArgument(parameter);
        var scope = _prefix + _closure;
        if (_scope.Symbols.IsTensor(parameter.Type))
        {
            var contract = _scope.Contracts.Find(parameter);
            return new TensorValue(scope + parameter.Name, contract?.KnownShape.WithPrefix(scope) ?? TensorShape.Unknown, contract?.Type ?? ElementType.Unknown);
        }

        return IsInteger(parameter.Type) ? new IntegerValue(Dim.Integer(scope + parameter.Name)) : Value.Nothing;
    }

    private void Execute(IOperation statement)
    {
        if (!_scope.Steps.TryEnter(Cost(statement))) return;
        ExecuteWithinBudget(statement);
        _scope.Steps.Leave();
    }

    /// <summary>Control flow copies and joins all variables, calls look through them: many are many steps.</summary>
    private int Cost(IOperation operation) => operation is IExpressionStatementOperation or IBlockOperation or ILiteralOperation ? 1 : 1 + _flow.Count / VariablesPerStep;

    private void ExecuteWithinBudget(IOperation statement)
    {
        if (statement is ILocalFunctionOperation function) Closure(function.Symbol, function.Body, statement);
        if (_flow.IsDead)
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
            case IForLoopOperation loop: CountingLoop(loop); break;
            case IForEachLoopOperation loop: ForEach(loop); break;
            case IWhileLoopOperation loop: While(loop); break;
            case ISwitchOperation choice: Switch(choice); break;
            case ITryOperation guarded: Try(guarded); break;
            case IBranchOperation branch: Jump(branch); break;
            case IThrowOperation thrown: if (thrown.Exception is { } e) Evaluate(e); _flow.IsDead = true; break;
            case ILockOperation locked: Evaluate(locked.LockedValue); Execute(locked.Body); break;
            case ILabeledOperation { Operation: { } inner }: Execute(inner); break;
            default: Unknown(statement); break;
        }
    }

    /// <summary>A statement of a kind that has no case: what it writes is forgotten, whichever parts of it run.</summary>
    private void Unknown(IOperation statement)
    {
        using var perhaps = Perhaps();
        Evaluate(statement);
        if (statement is not IInvocationOperation) Forget(Writes.In(statement));
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

        _returns.Add(_flow.Copy());
        _flow.IsDead = true;
    }

    private void Branch(IConditionalOperation conditional)
    {
        if (Decided(conditional.Condition) is { } taken)
        {
            // The other branch runs in training only, or never; its expressions are interpreted, its effects are not.
            var live = taken ? conditional.WhenTrue : conditional.WhenFalse;
            var dead = taken ? conditional.WhenFalse : conditional.WhenTrue;
            var (before, result, returns, isCertain) = (_flow.Copy(), Facts.Result, _returns.Count, _isCertain);
            _isCertain = false;
            if (dead is not null) Execute(dead);
            _flow.Take(before);
            (Facts.Result, _isCertain) = (result, isCertain);
            _returns.RemoveRange(returns, _returns.Count - returns);
            if (live is not null) Execute(live);
            return;
        }

        using var perhaps = Perhaps();
        var otherwise = _flow.Copy();
        Learn(conditional.Condition, holds: true);
        Execute(conditional.WhenTrue);
        var afterTrue = _flow;
        _flow = otherwise;
        Learn(conditional.Condition, holds: false);
        if (conditional.WhenFalse is { } whenFalse) Execute(whenFalse);
        _flow = Flow.Join(afterTrue, _flow, Place(conditional));
    }

    private void Jump(IBranchOperation branch)
    {
        if (!_jumps.TryGetValue(branch.Target, out var flows)) _jumps[branch.Target] = flows = new List<Flow>();
        flows.Add(_flow.Copy());
        _flow.IsDead = true;
    }

    /// <summary>Joins what holds here with what holds at each jump to a label, and forgets the jumps.</summary>
    private void Land(ILabelSymbol label, string place)
    {
        if (!_jumps.TryGetValue(label, out var flows)) return;
        for (var i = 0; i < flows.Count; i++) _flow = Flow.Join(_flow, flows[i], FormattableString.Invariant($"{place}/{label.Name}{i}"));
        _jumps.Remove(label);
    }

    private void Switch(ISwitchOperation choice)
    {
        Evaluate(choice.Value);
        using var perhaps = Perhaps();
        var before = _flow.Copy();
        foreach (var section in choice.Cases)
        {
            _flow = before.Copy();
            foreach (var clause in section.Clauses) Unknown(clause);
            foreach (var statement in section.Body) Execute(statement);
        }

        // A section leaves by break, return or throw; without a default none may run.
        _flow = before;
        _flow.IsDead = choice.Cases.Any(c => c.Clauses.Any(clause => clause.CaseKind == CaseKind.Default));
        Land(choice.ExitLabel, Place(choice));
    }

    private void Try(ITryOperation guarded)
    {
        // What throws here may be caught.
        using var perhaps = Perhaps();
        var before = _flow.Copy();
        Execute(guarded.Body);
        var after = _flow;
        foreach (var handler in guarded.Catches)
        {
            _flow = before.Copy();
            // The body may have stopped anywhere.
            Forget(Writes.In(guarded.Body));
            if (_scope.Code.MayReshape(guarded.Body.Syntax)) _flow = new Flow();
            _flow.ForgetLists();
            _flow.ForgetFields();
            if (handler.Filter is { } filter) Evaluate(filter);
            Execute(handler.Handler);
            after = Flow.Join(after, _flow, Place(handler));
        }

        _flow = after;
        if (guarded.Finally is { } last) Execute(last);
    }

    /// <summary>
    /// A lambda or local function runs later, any number of times: of what it captures only variables that are given a value once, where they are
    /// declared, are the same then.
    /// </summary>
    private void Closure(IMethodSymbol symbol, IBlockOperation? body, IOperation at)
    {
        if (body is null) return;
        var (before, result, closure, returns, isCertain) = (_flow, Facts.Result, _closure, _returns.Count, _isCertain);
        _isCertain = false;
        _flow = before.Copy();
        _flow.IsDead = false;
        _flow.ForgetFields();
        _closure = $"{closure}{Place(at)}/";
        Forget(_reassigned);
        foreach (var parameter in symbol.Parameters) Assign(parameter, Unbound(parameter));
        Execute(body);
        (_flow, Facts.Result, _closure, _isCertain) = (before, result, closure, isCertain);
        _returns.RemoveRange(returns, _returns.Count - returns);
    }

    private void Forget(IEnumerable<ISymbol> symbols)
    {
        foreach (var symbol in symbols) _flow[symbol] = Value.Nothing;
    }

    private void Assign(ISymbol symbol, Value value) => _flow[symbol] = _untracked.Contains(symbol) ? Value.Nothing : value;

    /// <summary>Where an operation stands, to name the symbols that it makes.</summary>
    private string Place(IOperation operation)
    {
        var at = operation.Syntax.SyntaxTree.GetLineSpan(operation.Syntax.Span).StartLinePosition;
        return FormattableString.Invariant($"{_prefix}{at.Line + 1}:{at.Character + 1}");
    }

    private static bool IsInteger(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;
}
