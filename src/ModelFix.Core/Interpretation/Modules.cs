using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>Modules as values: what a construction makes, and how Sequential and lists grow.</summary>
internal sealed class Modules(Interpreter interpreter) : Room(interpreter)
{
    /// <summary>A module, a list, or an object of which nothing is known.</summary>
    public Value Creation(IObjectCreationOperation creation)
    {
        foreach (var argument in creation.Arguments) Evaluate(argument.Value);
        if (SymbolEqualityComparer.Default.Equals(creation.Type, Scope.Symbols.Parameter)
            && creation.Arguments.FirstOrDefault() is { } data
            && Known(data.Value) is TensorValue content)
            return content with { Id = Id(creation) };
        if (Made(creation) is { } module) return module;
        var isList = creation.Type is { Name: "List", ContainingNamespace: var space }
            && space?.ToDisplayString() == "System.Collections.Generic";
        var added = creation.Initializer?.Initializers ?? ImmutableArray<IOperation>.Empty;
        var items = added
            .Select(i =>
                i is IInvocationOperation { TargetMethod.Name: "Add", Arguments: { Length: 1 } single }
                    ? Evaluate(single[0].Value)
                    : Others(i))
            .ToImmutableArray();
        if (!isList) return Value.Nothing;
        var copied = creation.Arguments.Length == 1 ? Known(creation.Arguments[0].Value) : null;
        // new List<T>(8) is empty: the number is a capacity.
        var start = copied switch
        {
            null or IntegerValue => ImmutableArray<Value>.Empty,
            ListValue list => list.Items,
            _ => (ImmutableArray<Value>?)null,
        };
        return start is { } known ? new ListValue(known.AddRange(items)) { Origin = Id(creation) } : Value.Nothing;
    }

    /// <summary>The module that a factory or creation makes, or null where it makes none. Its arguments have been evaluated.</summary>
    private ModuleValue? Made(IOperation construction)
    {
        if (Layer.From(construction, Scope.Symbols) is not { } layer) return null;
        var arguments = construction.ChildOperations.OfType<IArgumentOperation>().ToList();
        var parts = layer is { IsTorchSharp: true, Kind: "Sequential" or "ModuleList" } ? Parts(arguments) : null;
        var values = ImmutableDictionary.CreateBuilder<SyntaxNode, Value>();
        // The parts say all that the arguments do; kept twice, modules in modules would double with each level.
        if (parts is null) foreach (var argument in arguments) Capture(argument.Value, values);
        return new ModuleValue(
            layer, values.ToImmutable(), parts, layer.IsTorchSharp ? null : Instance((IObjectCreationOperation)construction));
    }

    private ModuleInstance Instance(IObjectCreationOperation creation) =>
        new(State.Instance.Id.Object(Id(creation).Part("object", State.Made++)))
        {
            Constructor = creation.Constructor?.OriginalDefinition,
            Arguments = creation.Arguments
                .Where(a => a.Parameter is not null)
                .Select(a => (Parameter: (ISymbol)a.Parameter!.OriginalDefinition, Value: Known(a.Value)))
                .Where(a => a.Value is IntegerValue or ConstantValue or ModuleValue or ListValue)
                .ToImmutableDictionary(a => a.Parameter, a => a.Value, SymbolEqualityComparer.Default),
        };

    /// <summary>Remembers what the expressions of an argument are now; a module in it remembers its own.</summary>
    private void Capture(IOperation argument, ImmutableDictionary<SyntaxNode, Value>.Builder values)
    {
        var pending = new Stack<IOperation>([argument]);
        while (pending.Count > 0)
        {
            var expression = pending.Pop().WithoutConversions();
            var value = expression.IsImplicit ? Value.Nothing : Known(expression);
            if (value != Value.Nothing) values[expression.Syntax] = value;
            if (value is ModuleValue) continue;
            foreach (var child in expression.ChildOperations) pending.Push(child);
        }
    }

    /// <summary>The elements of a Sequential or ModuleList; null where their number is not known.</summary>
    private ImmutableArray<Value>? Parts(List<IArgumentOperation> arguments)
    {
        if (arguments.Count == 0) return ImmutableArray<Value>.Empty;
        if (arguments.Count != 1) return null;
        // A params array has no syntax of its own, so its elements are looked up one by one.
        if (arguments[0].ArgumentKind == ArgumentKind.ParamArray)
            return arguments[0].Value.Elements().Select(e => Part(Known(e))).ToImmutableArray();
        return Known(arguments[0].Value) switch
        {
            ListValue list => list.Items.Select(Part).ToImmutableArray(),
            ModuleValue module => ImmutableArray.Create<Value>(module),
            _ => null,
        };
    }

    /// <summary>A module, or the module of a named pair.</summary>
    private static Value Part(Value value) =>
        value is ListValue { Items: { Length: 2 } pair } && pair[1] is ModuleValue named
            ? named
            : value is ModuleValue
            ? value
            : Value.Nothing;

    /// <summary>
    /// Calls that make modules, that give the parts of a Sequential, and that add to a Sequential, a ModuleList or a list; null for any
    /// other.
    /// </summary>
    public Value? ModuleMember(IInvocationOperation invocation, Value instance)
    {
        if (invocation.TargetMethod.IsStatic) return Made(invocation);
        if (Children(invocation.TargetMethod.Name, instance) is { } children) return children;
        if (invocation.Instance is not { } receiver
            || invocation.TargetMethod.Name is not ("Add" or "append" or "add_module" or "AddRange"))
            return null;
        var added = invocation.Arguments.OrderBy(a => a.Parameter?.Ordinal).Select(a => Known(a.Value)).LastOrDefault() ?? Value.Nothing;
        var many = invocation.TargetMethod.Name == "AddRange";
        switch (instance)
        {
            case ListValue { Origin: not null } list when !many || added is ListValue:
                Flow.ForgetAliases(list);
                Store(receiver, list with { Items = many ? list.Items.AddRange(((ListValue)added).Items) : list.Items.Add(added) });
                return Value.Nothing;
            case ModuleValue { Parts: { } parts } module when !many:
                Flow.ForgetAliases(module);
                return Store(receiver, module with { Parts = parts.Add(Part(added)) });
            case ModuleValue module:
                Flow.ForgetAliases(module);
                return Store(
                    receiver,
                    module with { Parts = null, Each = !many && module.Each is { } each && each.Equals(Part(added)) ? each : null });
            default:
                return null;
        }
    }

    /// <summary>The parts of a Sequential, with their names, which are not followed, or without.</summary>
    private static ListValue? Children(string method, Value instance) =>
        instance is ModuleValue { Layer: { IsTorchSharp: true, Kind: "Sequential" }, Parts: { } parts }
            ? method switch
            {
                "children" => new ListValue(parts),
                "named_children" => new ListValue(parts.Select(Unnamed).ToImmutableArray()),
                _ => null,
            }
            : null;

    private static Value Unnamed(Value part) => new ListValue(ImmutableArray.Create(Value.Nothing, part));
}
