using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Layers;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>
/// Calls of modules: TorchSharp's layers by their arguments, Sequential part by part, modules of the project by their forward.
/// </summary>
internal sealed class LayerCalls(Interpreter interpreter) : Room(interpreter)
{
    public Value? LayerCall(IInvocationOperation invocation)
    {
        if (invocation is { TargetMethod.Name: "forward_with_indices", Instance: { } pool, Arguments: { Length: 1 } given })
            return WithIndices(pool, Known(given[0].Value), Id(invocation));
        if (invocation is { TargetMethod.Name: "call" or "forward", Instance: { } called } && Known(called) is ModuleValue value)
        {
            var result = Output(
                value,
                invocation.Arguments.OrderBy(a => a.Parameter?.Ordinal).Select(a => Known(a.Value)).ToImmutableArray(),
                Id(invocation));
            if (value.Instance is not null) ForgetListsSeenElsewhere(invocation);
            return result;
        }

        if (MethodOfModule(invocation) is { } returned) return returned;
        if (Scope.Layers.ModuleCall(invocation) is not { } module) return null;
        // What is added to a Sequential after its creation is not in its construction.
        if (module is { Layer.Kind: "Sequential", Module: IMemberReferenceOperation { Member: var member } }
            && !Scope.Stable.IsAsCreated(member))
            return null;
        var arguments = invocation.Arguments.OrderBy(a => a.Parameter?.Ordinal).Select(a => Known(a.Value)).ToImmutableArray();
        var output = LayerOutput(module.Layer, arguments, Id(invocation));
        if (!module.Layer.IsTorchSharp) ForgetListsSeenElsewhere(invocation);
        return output;
    }

    /// <summary>Another method than forward of a module of the project: <c>encoder.Features(x)</c>.</summary>
    private Value? MethodOfModule(IInvocationOperation invocation)
    {
        if (invocation is not { Instance: { } called, TargetMethod: { MethodKind: MethodKind.Ordinary } method }
            || method.Name is "call" or "forward"
            || Known(called) is not ModuleValue { Instance: { } instance, Layer.Construction: IObjectCreationOperation { Type: { } type } }
            || Overrides.Of(method, type) is not { } run)
            return null;
        var result = Calls.Called(run, Calls.Arguments(method, invocation), Id(invocation), instance);
        ForgetListsSeenElsewhere(invocation);
        return result;
    }

    /// <summary>What a pool gives, and the places of it, which are of the same shape.</summary>
    private Value? WithIndices(IOperation pool, Value input, ValueId id)
    {
        var inputs = ImmutableArray.Create(input);
        var output = Known(pool) switch
        {
            ModuleValue { Layer.IsTorchSharp: true } module => Output(module, inputs, id),
            ModuleValue => null,
            _ => Scope.Layers.Of(pool) is { IsTorchSharp: true } layer ? LayerOutput(layer, inputs, id) : null,
        };
        return output is TensorValue values
            ? new ListValue(
                ImmutableArray.Create<Value>(
                    values with { Id = id.Part("values") }, values with { Id = id.Part("indices"), Type = ElementType.Int64 }))
            : null;
    }

    /// <summary>Code of the project ran, which may have written into any list that it can see.</summary>
    private void ForgetListsSeenElsewhere(IInvocationOperation invocation)
    {
        if (invocation.Arguments.Any(a => Calls.IsList(a.Value))) Flow.ForgetLists();
        else Flow.ForgetLists(except: State.UnsharedLists);
    }

    /// <summary>The output of a layer; null where it is not known what the layer does.</summary>
    private Value? LayerOutput(Layer layer, ImmutableArray<Value> inputs, ValueId id)
    {
        if (!Scope.Steps.TryEnter(cost: 1)) return null;
        var output = LayerOutputWithinBudget(layer, inputs, id);
        Scope.Steps.Leave();
        return output;
    }

    private Value? LayerOutputWithinBudget(Layer layer, ImmutableArray<Value> inputs, ValueId id)
    {
        if (!layer.IsTorchSharp) return ModuleOutput(layer, inputs, id);
        if (layer.Kind != "Sequential") return Applied(new LayerCall(layer, inputs, id, Constructors.ConstructionValue));
        return inputs.Length == 1 && inputs[0] is TensorValue input ? SequentialOutput(layer, int.MaxValue, input, id) : null;
    }

    /// <summary>The output of a module whose construction ran; null where it is not known what the module does.</summary>
    private Value? Output(ModuleValue module, ImmutableArray<Value> inputs, ValueId id)
    {
        // Its parts run in it, and theirs in them.
        if (!Scope.Steps.TryEnter(cost: 1)) return null;
        var output = OutputWithinBudget(module, inputs, id);
        Scope.Steps.Leave();
        return output;
    }

    private Value? OutputWithinBudget(ModuleValue module, ImmutableArray<Value> inputs, ValueId id)
    {
        if (module.Instance is { } instance)
            return module.Layer.Construction is IObjectCreationOperation { Type: { } type }
                ? ForwardOf(type, inputs, id, instance)
                : null;
        if (module.Layer.Kind != "Sequential") return Applied(new LayerCall(module.Layer, inputs, id, module.Argument));
        if (inputs.Length != 1 || inputs[0] is not TensorValue input) return null;
        if (module.Each is { } each)
        {
            // However often a module runs that leaves the shape as it is.
            return Output(each, ImmutableArray.Create<Value>(input), id.Part("each")) is TensorValue once && once.Shape.Equals(input.Shape)
                ? input with { Id = id, Type = ElementTypes.Join(input.Type, once.Type) }
                : UnknownTensor(id);
        }

        Value output = input;
        foreach (var (part, at) in (module.Parts ?? ImmutableArray.Create(Value.Nothing)).Select((p, i) => (p, i)))
        {
            if (part is not ModuleValue inner || output is not TensorValue tensor) return UnknownTensor(id);
            output = Output(inner, ImmutableArray.Create<Value>(tensor), id.Part(at)) ?? Value.Nothing;
        }

        return output;
    }

    /// <summary>What the first layers of a Sequential make of an input.</summary>
    public Value SequentialOutput(Layer sequential, int count, TensorValue input, ValueId id)
    {
        Value output = input;
        var position = 0;
        foreach (var part in (SequentialParts.Of(sequential, Scope) ?? [null]).Take(count))
        {
            if (part is null || output is not TensorValue tensor) return UnknownTensor(id);
            output = LayerOutput(part, ImmutableArray.Create<Value>(tensor), id.Part(position++))
                ?? Value.Nothing;
        }

        return output;
    }

    private Value? ModuleOutput(Layer layer, ImmutableArray<Value> inputs, ValueId id)
    {
        return layer.Construction is IObjectCreationOperation { Type: { } type } creation
            ? ForwardOf(type, inputs, id, Constructors.Part(creation))
            : null;
    }

    private Value? ForwardOf(ITypeSymbol type, ImmutableArray<Value> inputs, ValueId id, ModuleInstance instance)
    {
        var forwards = Overrides.Declared("forward", type).Where(f => f.Parameters.Length == inputs.Length).ToList();
        if (forwards.Count != 1 || forwards[0].IsAbstract) return null;
        if (Summaries.CallOf(forwards[0], instance, inputs, State.Depth, State.IsCertain && !State.IsSilent) is not { } call)
            return Calls.Called(forwards[0], inputs, id, instance);
        if (Scope.Summaries.Find(call, id) is { } known) return known;
        var result = Calls.Called(forwards[0], inputs, id, instance);
        Scope.Summaries.Keep(call, inputs, result);
        return result;
    }

    /// <summary>Function.apply(…) of a custom autograd function of the project: what its forward makes of the arguments.</summary>
    public Value? CustomFunction(IInvocationOperation invocation)
    {
        if (invocation.TargetMethod is not { Name: "apply",
            IsStatic: true,
            ContainingType: { Name: "SingleTensorFunction", TypeArguments: { Length: 1 } of } })
            return null;
        if (of[0].GetMembers("forward").OfType<IMethodSymbol>().FirstOrDefault() is not { Parameters.Length: 2 } forward) return null;
        var arguments = new ListValue(invocation.Arguments.SelectMany(a => a.Value.Elements()).Select(Known).ToImmutableArray());
        return Calls.Called(
            forward, ImmutableArray.Create(Value.Nothing, arguments), Id(invocation), new ModuleInstance(State.Enclosing.Code(of[0].Name)));
    }

    /// <summary>The output of one of TorchSharp's layers.</summary>
    private Value? Applied(LayerCall call)
    {
        if (call.Input(0) is not { } input) return null;
        if (Refuse(() => LayerCatalog.Refusal(call), call.Layer)) return UnknownTensor(call.Id);
        if (LayerCatalog.Of(call.Layer.Kind) is not { Output: { } outputOf } row) return null;
        if (row.TakesSeveral) return outputOf(call);
        if (call.Inputs.Length != 1) return null;
        var output = outputOf(call with { Inputs = ImmutableArray.Create<Value>(Parameters.Demand(row, call, input)) });
        if (row.KeepsRank) Parameters.KeepRank(input, output);
        return output;
    }
}
