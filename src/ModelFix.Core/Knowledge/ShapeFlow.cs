using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Configuration;
using ModelFix.Core.Contracts;
using ModelFix.Core.Interpretation;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Knowledge;

/// <summary>
/// What each expression of a method is known to be, found by interpreting the method abstractly, once. Thread-safe; the answers depend on
/// the source alone, not on who asks first.
/// </summary>
internal sealed class ShapeFlow
{
    private readonly SeenCalls _calls;
    private readonly ConcurrentDictionary<SyntaxNode, Lazy<MethodFacts>> _facts = new();

    /// <param name="transfers">What operators make of shapes.</param>
    public ShapeFlow(
        Compilation compilation,
        TorchSymbols symbols,
        LayerFields layers,
        SeenCalls calls,
        ModelSettings settings,
        Func<OperatorCall, Value> transfers,
        InputReading inputs)
    {
        _calls = calls;
        Scope = new FlowScope(
            compilation,
            ValueId.NewRoot(),
            symbols,
            layers,
            new StableFields(compilation),
            new InputContracts(settings.Models, symbols),
            new CodeSummaries(compilation, symbols),
            new StepBudget(),
            new Summaries(),
            transfers,
            inputs);
    }

    private FlowScope Scope { get; }

    /// <summary>How many steps it takes to interpret the method around a node.</summary>
    public int StepsOf(SyntaxNode node) => Facts(node)?.Steps ?? 0;

    /// <summary>
    /// True where the method around a node asks for more than the <see cref="StepBudget"/>, so that nothing is known of any expression in
    /// it.
    /// </summary>
    public bool IsBeyondBudget(SyntaxNode node) => Facts(node)?.IsBeyondBudget ?? false;

    /// <summary>True where a doc comment or modelfix.json says what a method is called with.</summary>
    public bool HasContract(IMethodSymbol method) => method.Parameters.Any(p => Scope.Contracts.Find(p) is not null);

    /// <summary>What was taken for granted of the inputs of the method around a node, and of those of its callers.</summary>
    public IEnumerable<string> TakenForGrantedAround(SyntaxNode node) => Facts(node)?.TakenForGranted ?? Enumerable.Empty<string>();

    /// <summary>Why the method around a node throws whenever it runs; null where that is not proven.</summary>
    public ShapeConflict? ConflictAround(SyntaxNode node) => Facts(node)?.Conflict;

    /// <summary>
    /// What was thrown when the method around a node was interpreted, so that nothing is known of any expression in it; null where nothing
    /// was.
    /// </summary>
    public Exception? DefectAround(SyntaxNode node) => Facts(node)?.Defect;

    /// <summary>
    /// The value of an expression where it stands, below conversions; <see cref="Value.Nothing"/> where nothing is known. A contract under
    /// which the method cannot run is wrong somewhere, so nothing is known then.
    /// </summary>
    public Value ValueOf(IOperation expression) =>
        Constants.Of(expression.WithoutConversions())
            ?? (ConflictAround(expression.Syntax) is null ? InterpretedValueOf(expression) : Value.Nothing);

    /// <summary>As <see cref="ValueOf"/>, but what the contract would make of the expression where the method cannot run with it.</summary>
    public Value InterpretedValueOf(IOperation expression)
    {
        var operation = expression.WithoutConversions();
        if (Constants.Of(operation) is { } constant) return constant;
        // What the compiler adds has the syntax of what it stands around, and would be taken for it.
        if (operation.IsImplicit) return Value.Nothing;
        return Facts(operation.Syntax)?.Values.TryGetValue(operation.Syntax, out var value) == true ? value : Value.Nothing;
    }

    /// <summary>What a parameter holds whenever its method returns, by what is stated of it and what layers demand of it.</summary>
    public Value ParameterOf(IParameterSymbol parameter) =>
        parameter.ContainingSymbol.Declarations().FirstOrDefault()?.GetSyntax() is { } method
        && Facts(method)?.Parameters.TryGetValue(parameter, out var value) == true
            ? value
            : Value.Nothing;

    /// <summary>The range [lower, upper) of the variable of a counting loop, or null where the loop does not bound it.</summary>
    public (Dim Lower, Dim Upper)? LoopBounds(ILocalSymbol variable) =>
        variable.Declarations().FirstOrDefault()?.GetSyntax() is { } declaration
        && Facts(declaration)?.Bounds.TryGetValue(variable, out var bounds) == true
            ? bounds
            : null;

    /// <summary>A tensor of which only a name is known.</summary>
    public TensorValue UnknownTensor(string name) => new(Scope.Root.Named(name), TensorShape.Unknown, ElementType.Unknown);

    /// <summary>What the first layers of a Sequential make of an input: the input of the layer after them.</summary>
    public Value ValueThrough(Layer sequential, int count, TensorValue input)
    {
        var scope = Scope with { Steps = new StepBudget(), Summaries = new Summaries() };
        var output = new Interpreter(
            scope,
            sequential.Construction.Syntax,
            Scope.Root,
            depth: 0,
            InstanceOf(TypeAround(sequential.Construction.Syntax))).SequentialOutput(sequential, count, input, input.Id.Part("layers"));
        return scope.Steps.IsSpent ? Value.Nothing : output;
    }

    private MethodFacts? Facts(SyntaxNode node)
    {
        if (CodeBody.Around(node) is not { } body) return null;
        return _facts.GetOrAdd(body, b => new Lazy<MethodFacts>(() => Interpret(b))).Value;
    }

    private MethodFacts Interpret(SyntaxNode body)
    {
        try
        {
            return Interpreted(body);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A defect in one method must not be seen in any other.
            return new MethodFacts { Defect = e };
        }
    }

    private MethodFacts Interpreted(SyntaxNode body)
    {
        var model = Scope.Model(body);
        var isConstruction = body is ConstructorDeclarationSyntax or EqualsValueClauseSyntax;
        var method = model.GetDeclaredSymbol(body) as IMethodSymbol;
        var arguments = method is null ? ImmutableArray<Value>.Empty : ArgumentsOfAllCalls(method);
        var callers = method is null ? null : _calls.Of(method);
        // What callers know is said in their symbols, so the method's own get a scope.
        var enclosing = arguments.IsEmpty ? Scope.Root : ScopeOf(method!);
        var instance = InstanceOf(TypeAround(body)) ?? new ModuleInstance(Scope.Root);
        var first = new Interpreter(
            Scope with { Steps = new StepBudget(), Summaries = new Summaries() }, body, enclosing, depth: 0, instance, isConstruction);
        var facts = FactsOf(first, model.GetOperation(body), method, arguments);
        foreach (var call in callers ?? ImmutableArray<IInvocationOperation>.Empty)
            facts.TakenForGranted.UnionWith(TakenForGrantedAround(call.Syntax));
        if (method is null || isConstruction || facts.IsBeyondBudget || first.Demanded(method, arguments) is not { } demanded) return facts;
        // The object is the same, and made already.
        var second = new Interpreter(
            Scope with { Steps = new StepBudget(), Summaries = new Summaries() }, body, enclosing, depth: 0, instance);
        var better = FactsOf(second, model.GetOperation(body), method, demanded);
        if (better.IsBeyondBudget) return facts;
        better.TakenForGranted.UnionWith(facts.TakenForGranted);
        return better;
    }

    private static MethodFacts FactsOf(
        Interpreter interpreter,
        IOperation? operation,
        IMethodSymbol? method,
        ImmutableArray<Value> arguments)
    {
        if (method is not null) interpreter.BindParameters(method, arguments, isFollowed: true);
        if (operation is not null) interpreter.Run(operation);
        var facts = interpreter.Steps.IsSpent ? new MethodFacts() : interpreter.Facts;
        facts.Steps = interpreter.Steps.Steps;
        facts.IsBeyondBudget = interpreter.Steps.IsSpent;
        return facts;
    }

    private INamedTypeSymbol? TypeAround(SyntaxNode node) =>
        node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type ? Scope.Model(node).GetDeclaredSymbol(type) : null;

    /// <summary>
    /// Any object of a class. Where its callers are seen their symbols may stand beside its own, so that these need a scope; and all its
    /// constructions are seen.
    /// </summary>
    private ModuleInstance? InstanceOf(INamedTypeSymbol? type)
    {
        if (type is null || _calls.Creations(type) is not { } creations) return null;
        var constructors = creations.Select(c => c.Constructor).Distinct(SymbolEqualityComparer.Default).ToList();
        return new ModuleInstance(Scope.Root.Scope(type.FullMetadataName()), isRoot: true)
        {
            Constructor = constructors.Count == 1 ? creations[0].Constructor : null,
            Arguments = constructors.Count == 1 && constructors[0] is IMethodSymbol constructor
                ? CommonArguments(constructor, creations)
                : ImmutableDictionary.Create<ISymbol, Value>(SymbolEqualityComparer.Default),
        };
    }

    /// <summary>The constants that every construction gives.</summary>
    private static ImmutableDictionary<ISymbol, Value> CommonArguments(
        IMethodSymbol constructor,
        ImmutableArray<IObjectCreationOperation> creations) => constructor.Parameters
        .Select(p =>
            (Parameter: (ISymbol)p,
                Values: creations
                    .Select(c => c.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == p.Ordinal) is { } a ? Constants.Of(a.Value) : null)
                    .Distinct()
                    .ToList()))
        .Where(p => p.Values.Count == 1 && p.Values[0] is not null)
        .ToImmutableDictionary(p => p.Parameter, p => p.Values[0]!, SymbolEqualityComparer.Default);

    /// <summary>Tells a method's symbols from those of every other method, overloads among them.</summary>
    private ValueId ScopeOf(IMethodSymbol method)
    {
        var overload = method.ContainingType.GetMembers(method.Name).IndexOf(method, SymbolEqualityComparer.Default);
        var name = $"{method.ContainingType.FullMetadataName()}.{method.Name}";
        return Scope.Root.Scope(overload > 0 ? FormattableString.Invariant($"{name}~{overload}") : name);
    }

    /// <summary>What the parameters of a method hold whoever calls it; empty where not all calls are seen.</summary>
    private ImmutableArray<Value> ArgumentsOfAllCalls(IMethodSymbol method)
    {
        if (_calls.Of(method) is not { } calls) return ImmutableArray<Value>.Empty;
        return method.Parameters
            .Select(p => Told(p, calls.Select(c => Argument(c, p)).Aggregate((a, b) => Joins.Of(a, b, ScopeOf(method).Named(p.Name)))))
            .ToImmutableArray();
    }

    /// <summary>
    /// Nothing where the method's own contract says more: where the callers know no shape, and for forward, whose contract is what users
    /// look at.
    /// </summary>
    private Value Told(IParameterSymbol parameter, Value value) =>
        (value is TensorValue tensor && tensor.Shape.Equals(TensorShape.Unknown)
            || value is TensorValue or ListValue && parameter.ContainingSymbol.Name == "forward")
        && Scope.Contracts.Find(parameter) is not null
            ? Value.Nothing
            : value;

    private Value Argument(IInvocationOperation call, IParameterSymbol parameter) =>
        call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == parameter.Ordinal) is { Parameter.RefKind: RefKind.None } argument
            ? ValueOf(argument.Value)
            : Value.Nothing;
}
