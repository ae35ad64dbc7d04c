using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Shapes;

/// <summary>Calls: operators, layers, and methods of the project, which are interpreted with the values of their arguments.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Calls are followed this deep; recursion ends here too.</summary>
    private const int MaxDepth = 6;

    private Value Invocation(IInvocationOperation invocation)
    {
        var instance = invocation.Instance is { } target ? Evaluate(target) : Value.Nothing;
        foreach (var argument in invocation.Arguments) Evaluate(argument.Value);
        if (TorchCall.From(invocation, _scope.Symbols) is { } call) return Operator(call);
        if (TensorMember(invocation, instance) is { } member) return member;
        if (LayerCall(invocation) is { } output) return output;
        if (invocation.TargetMethod.ContainingType?.SpecialType is null or SpecialType.None && Mathematics(invocation) is { } number) return number;
        return SourceMethod(invocation) ?? UnknownCall();
    }

    private Value UnknownCall()
    {
        _flow.ForgetFields();
        return Value.Nothing;
    }

    private Value Operator(TorchCall call)
    {
        var input = Known(call.Input) as TensorValue;
        var result = Operators.Apply(new OperatorCall(call.Operator, call.Arguments, input, Known, Name(call.Invocation)));
        // squeeze_ and its like change the shape of what they are called on.
        if (call.InPlace && result is TensorValue) Store(call.Input.WithoutConversions(), Operators.ChangesShape(call.Operator) ? result : input ?? result);
        return result;
    }

    private Value Known(IOperation operation)
    {
        var expression = operation.WithoutConversions();
        return Constants.Of(expression) ?? (Facts.Values.TryGetValue(expression.Syntax, out var value) ? value : Value.Nothing);
    }

    private Value? TensorMember(IInvocationOperation invocation, Value instance)
    {
        var name = invocation.TargetMethod.Name;
        if (name is "MoveToOuterDisposeScope" or "DetachFromDisposeScope" or "MoveToOuter" or "Detach" or "MoveToOtherDisposeScope")
            return instance is TensorValue ? instance : invocation.Arguments.Select(a => Known(a.Value)).OfType<TensorValue>().FirstOrDefault();
        if (instance is not TensorValue tensor) return null;
        return name switch
        {
            "size" when invocation.Arguments.IsEmpty => Sizes(tensor),
            "size" => Known(invocation.Arguments[0].Value) is IntegerValue { Dim.Constant: { } dim } ? new IntegerValue(tensor.Size(dim)) : Value.Nothing,
            "dim" or "ndimension" => tensor.Shape.Rank is { } rank ? new IntegerValue(Dim.Of(rank)) : Value.Nothing,
            "numel" => ElementCount(tensor),
            _ => null,
        };
    }

    private Value? LayerCall(IInvocationOperation invocation)
    {
        if (_scope.Layers.ModuleCall(invocation) is not { } module) return null;
        if (Known(module.Input) is not TensorValue input) return null;
        return LayerOutput(module.Layer, input, invocation, Name(invocation));
    }

    /// <summary>The output of a layer; null where it is not known what the layer does.</summary>
    private Value? LayerOutput(Layer layer, TensorValue input, IOperation at, string name)
    {
        if (layer is { IsTorchSharp: true, Kind: "Sequential" }) return SequentialOutput(layer, int.MaxValue, input, at, name);
        if (layer.IsTorchSharp) return Layers.Output(layer, input, name, o => ConstructorValues.Of(o, _scope));
        return layer.Construction.Type?.GetMembers("forward").OfType<IMethodSymbol>().FirstOrDefault() is { } forward
            ? OfInstance(Called(forward, ImmutableArray.Create<Value>(input), name), layer)
            : null;
    }

    /// <summary>What the first layers of a Sequential make of an input.</summary>
    public Value SequentialOutput(Layer sequential, int count, TensorValue input, IOperation at, string name)
    {
        Value output = input;
        var position = 0;
        foreach (var part in (SequentialParts.Of(sequential, _scope) ?? [null]).Take(count))
        {
            if (part is null || output is not TensorValue tensor) return new TensorValue(name, TensorShape.Unknown, ElementType.Unknown);
            output = LayerOutput(part, tensor, at, $"{name}.{position++}") ?? Value.Nothing;
        }

        return output;
    }

    /// <summary>
    /// A result that speaks of the constructor's parameters, as it is for one instance: with the arguments that construct it. Two instances of a class
    /// never share such a symbol.
    /// </summary>
    private Value? OfInstance(Value? result, Layer layer)
    {
        if (result is not TensorValue tensor || layer.Construction is not IObjectCreationOperation { Constructor: { } constructor } creation) return result;
        var symbols = new Dictionary<string, Dim>(StringComparer.Ordinal);
        foreach (var parameter in constructor.Parameters)
        {
            var argument = creation.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == parameter.Ordinal)?.Value;
            var value = argument is null ? null : Constants.Of(argument.WithoutConversions()) ?? ConstructorValues.Of(argument, _scope) ?? ConstructorArithmetic.Of(argument, o => Constants.Of(o.WithoutConversions()) ?? Value.Nothing);
            symbols[ConstructorArithmetic.SymbolOf(parameter)] = value is IntegerValue integer ? integer.Dim : Dim.Symbol($"{parameter.Name}@{Place(creation)}");
        }

        return tensor with { Shape = tensor.Shape.Substitute(symbols) };
    }

    private Value? SourceMethod(IInvocationOperation invocation)
    {
        var method = invocation.TargetMethod;
        if (method.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction) || method.IsVirtual || method.IsAbstract || method.IsOverride && method.Name is not "forward") return null;
        if (invocation.Instance is not (null or IInstanceReferenceOperation) || !_scope.Symbols.IsTensor(method.ReturnType) && !IsInteger(method.ReturnType)) return null;
        var arguments = method.Parameters.Select(p => invocation.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == p.Ordinal) is { } a ? Known(a.Value) : Value.Nothing);
        var result = Called(method, arguments.ToImmutableArray(), Name(invocation));
        _flow.ForgetFields();
        return result;
    }

    private Value? Called(IMethodSymbol method, ImmutableArray<Value> arguments, string name)
    {
        if (_depth >= MaxDepth || method.Parameters.Any(p => p.RefKind != RefKind.None)) return null;
        if (method.OriginalDefinition.DeclaringSyntaxReferences is not { Length: 1 } references) return null;
        var body = references[0].GetSyntax();
        var callee = new Interpreter(_scope, body, name + "/", _depth + 1);
        callee.BindParameters(method.OriginalDefinition, WithContracts(method.OriginalDefinition, arguments));
        if (_scope.Compilation.GetSemanticModel(body.SyntaxTree).GetOperation(body) is not { } operation) return null;
        // What a local function captures is not known to its interpreter, which finds nothing under those names.
        callee.Run(operation is ILocalFunctionOperation { Body: { } block } ? block : operation);
        return callee.Facts.Result;
    }

    /// <summary>Where the caller knows no rank, what the callee's own contract says is known.</summary>
    private ImmutableArray<Value> WithContracts(IMethodSymbol method, ImmutableArray<Value> arguments) => arguments
        .Select((a, i) => a is TensorValue { Shape: { HasLeading: true, Dims.IsEmpty: true } } tensor && _scope.Contracts.Find(method.Parameters[i]) is { } contract
            ? tensor with { Shape = contract.Shape, Type = contract.Type }
            : a)
        .ToImmutableArray();

    private Value? Mathematics(IInvocationOperation invocation)
    {
        if (invocation.TargetMethod.ContainingType is not { Name: "Math", ContainingNamespace.Name: "System" }) return null;
        var values = invocation.Arguments.Select(a => Known(a.Value)).ToList();
        if (values.Count != 2 || values[0] is not IntegerValue a || values[1] is not IntegerValue b) return null;
        return (invocation.TargetMethod.Name, a.Dim.Constant, b.Dim.Constant) switch
        {
            ("Max", { } x, { } y) => new IntegerValue(Dim.Of(Math.Max(x, y))),
            ("Min", { } x, { } y) => new IntegerValue(Dim.Of(Math.Min(x, y))),
            _ => null,
        };
    }
}

/// <summary>The layers of a Sequential in order.</summary>
internal static class SequentialParts
{
    /// <summary>The parts (null for one that is not known), or null where it is not even known how many there are.</summary>
    public static IReadOnlyList<Layer?>? Of(Layer sequential, FlowScope scope)
    {
        var arguments = sequential.Construction.ChildOperations.OfType<IArgumentOperation>().ToList();
        if (arguments.Count != 1) return null;
        var elements = arguments[0].Value.Elements();
        if (elements.Length == 1 && elements[0].Type is { } type && !scope.Symbols.IsModule(type) && elements[0] is not ITupleOperation) return null;
        return elements
            .Select(e => e is ITupleOperation { Elements: { Length: 2 } pair } ? pair[1].WithoutConversions() : e)
            .Select(scope.Layers.Of)
            .ToList();
    }
}
