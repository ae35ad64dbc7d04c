using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>
/// Runs one method over abstract values. Each kind of code has a <see cref="Room"/>; all work on one <see cref="Interpretation.State"/>.
/// </summary>
internal sealed class Interpreter
{
    /// <param name="scope">What all interpretations share.</param>
    /// <param name="body">The method, accessor or initialiser.</param>
    /// <param name="enclosing">Makes the ids of a called method differ from call to call; the root for the method itself.</param>
    /// <param name="depth">How many calls deep this is.</param>
    /// <param name="instance">The object whose method runs; null for an object of which nothing is known.</param>
    /// <param name="isConstruction">True for a constructor or an initialiser; it sees fields only as far as it wrote them itself.</param>
    public Interpreter(
        FlowScope scope,
        SyntaxNode body,
        ValueId enclosing,
        int depth,
        ModuleInstance? instance = null,
        bool isConstruction = false)
    {
        State = new State(scope, body, enclosing, depth, instance ?? new ModuleInstance(scope.Root), isConstruction);
        Statements = new Statements(this);
        Loops = new Loops(this);
        Expressions = new Expressions(this);
        Conditions = new Conditions(this);
        Assignments = new Assignments(this);
        Members = new Members(this);
        Indexers = new Indexers(this);
        Calls = new Calls(this);
        Sequences = new Sequences(this);
        LayerCalls = new LayerCalls(this);
        Modules = new Modules(this);
        Constructors = new Constructors(this);
        RegisteredTensors = new RegisteredTensors(this);
        Parameters = new Parameters(this);
        Conflicts = new Conflicts(this);
    }

    public State State { get; }
    public Statements Statements { get; }
    public Loops Loops { get; }
    public Expressions Expressions { get; }
    public Conditions Conditions { get; }
    public Assignments Assignments { get; }
    public Members Members { get; }
    public Indexers Indexers { get; }
    public Calls Calls { get; }
    public Sequences Sequences { get; }
    public LayerCalls LayerCalls { get; }
    public Modules Modules { get; }
    public Constructors Constructors { get; }
    public RegisteredTensors RegisteredTensors { get; }
    public Parameters Parameters { get; }
    public Conflicts Conflicts { get; }

    public MethodFacts Facts => State.Facts;

    public StepBudget Steps => State.Scope.Steps;

    /// <inheritdoc cref="Parameters.BindParameters" />
    public void BindParameters(IMethodSymbol method, ImmutableArray<Value> arguments, bool isFollowed = false) =>
        Parameters.BindParameters(method, arguments, isFollowed);

    /// <summary>Interprets a body: a block, an expression or a method with either.</summary>
    public void Run(IOperation body) => Statements.Run(body);

    /// <summary>
    /// What the parameters must be for any run to return, after the method was interpreted once; null where that says no more than was
    /// known.
    /// </summary>
    public ImmutableArray<Value>? Demanded(IMethodSymbol method, ImmutableArray<Value> arguments) => Parameters.Demanded(method, arguments);

    /// <summary>What the first layers of a Sequential make of an input.</summary>
    public Value SequentialOutput(
        Layer sequential,
        int count,
        TensorValue input,
        ValueId id) => LayerCalls.SequentialOutput(sequential, count, input, id);
}
