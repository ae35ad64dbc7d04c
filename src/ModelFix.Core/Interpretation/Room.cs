using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>A part of the interpreter that knows one kind of code: what all of them share, and the doors to the others.</summary>
internal abstract class Room(Interpreter interpreter)
{
    protected Interpreter Interpreter { get; } = interpreter;

    protected State State => Interpreter.State;

    protected FlowScope Scope => State.Scope;

    protected MethodFacts Facts => State.Facts;

    protected Flow Flow
    {
        get => State.Flow;
        set => State.Flow = value;
    }

    protected Statements Statements => Interpreter.Statements;
    protected Loops Loops => Interpreter.Loops;
    protected Expressions Expressions => Interpreter.Expressions;
    protected Conditions Conditions => Interpreter.Conditions;
    protected Assignments Assignments => Interpreter.Assignments;
    protected Members Members => Interpreter.Members;
    protected Indexers Indexers => Interpreter.Indexers;
    protected Calls Calls => Interpreter.Calls;
    protected Sequences Sequences => Interpreter.Sequences;
    protected LayerCalls LayerCalls => Interpreter.LayerCalls;
    protected Modules Modules => Interpreter.Modules;
    protected Constructors Constructors => Interpreter.Constructors;
    protected RegisteredTensors RegisteredTensors => Interpreter.RegisteredTensors;
    protected Parameters Parameters => Interpreter.Parameters;

    protected static bool IsInteger(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;

    protected static TensorValue UnknownTensor(ValueId id) => new(id, TensorShape.Unknown, ElementType.Unknown);

    /// <summary>Runs a statement.</summary>
    protected void Execute(IOperation statement) => Statements.Visit(statement);

    /// <summary>Evaluates an expression, with its effects.</summary>
    protected Value Evaluate(IOperation expression) => Expressions.Visit(expression);

    /// <summary>What an expression that has been evaluated is now.</summary>
    protected Value Known(IOperation operation)
    {
        var expression = operation.WithoutConversions();
        return Constants.Of(expression) ?? (State.Now.TryGetValue(expression.Syntax, out var value) ? value : Value.Nothing);
    }

    /// <summary>Puts a value where an assignment writes it.</summary>
    protected Value Store(IOperation target, Value value) => Assignments.Put(target, value);

    protected void Assign(ISymbol symbol, Value value) => Flow[symbol] = State.Untracked.Contains(symbol) ? Value.Nothing : value;

    protected void Forget(IEnumerable<ISymbol> symbols)
    {
        foreach (var symbol in symbols) Flow[symbol] = Value.Nothing;
    }

    /// <summary>Evaluates the parts of an expression of which nothing is known.</summary>
    protected Value Others(IOperation operation) => Expressions.VisitParts(operation);

    /// <summary>
    /// What follows may run or not, until the scope ends. After it control is where it was before, unless it may have left by return, break
    /// or continue.
    /// </summary>
    protected Conflicts.Certainty Perhaps() => Interpreter.Conflicts.Doubted();

    /// <summary>
    /// At the end of the scope control is where it is now, unless it may have left; a break that ends in the scope does not leave it.
    /// </summary>
    protected Conflicts.Certainty KeepCertainty() => Interpreter.Conflicts.Kept();

    /// <summary>Keeps the first reason for which the method is certain to throw, and is true where it is this one.</summary>
    protected bool Refuse(Func<Mismatch?> mismatch, Layer? layer = null) => Interpreter.Conflicts.Report(mismatch, layer);

    /// <summary>A called method is certain to throw, so its caller is.</summary>
    protected bool Refuse(ShapeConflict conflict) => Interpreter.Conflicts.Report(conflict);

    protected TensorValue UnknownTensor(IOperation operation) => UnknownTensor(Id(operation));

    /// <summary>The id of the value that an expression produces.</summary>
    protected ValueId Id(IOperation operation) => State.Enclosing.At(operation.Syntax, operation.Syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.Identifier.ValueText,
        InvocationExpressionSyntax { Expression: SimpleNameSyntax called } => called.Identifier.ValueText,
        IdentifierNameSyntax name => name.Identifier.ValueText,
        _ => "value",
    });

    /// <summary>Where a statement stands, which tells what its variables hold after it.</summary>
    protected ValueId Place(IOperation statement) => State.Enclosing.At(statement.Syntax);
}
