using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>Modules as values: what a construction makes, how Sequential and lists grow, and what the fields hold when the object is made.</summary>
internal sealed partial class Interpreter
{
    private int _made;

    /// <summary>A module, a list, or an object of which nothing is known.</summary>
    private Value Creation(IObjectCreationOperation creation)
    {
        foreach (var argument in creation.Arguments) Evaluate(argument.Value);
        if (SymbolEqualityComparer.Default.Equals(creation.Type, _scope.Symbols.Parameter) && creation.Arguments.FirstOrDefault() is { } data && Known(data.Value) is TensorValue content)
            return content with { Name = Name(creation) };
        if (Made(creation) is { } module) return module;
        var isList = creation.Type is { Name: "List", ContainingNamespace: var space } && space?.ToDisplayString() == "System.Collections.Generic";
        var added = creation.Initializer?.Initializers ?? ImmutableArray<IOperation>.Empty;
        var items = added.Select(i => i is IInvocationOperation { TargetMethod.Name: "Add", Arguments: { Length: 1 } single } ? Evaluate(single[0].Value) : Others(i)).ToImmutableArray();
        if (!isList) return Value.Nothing;
        var copied = creation.Arguments.Length == 1 ? Known(creation.Arguments[0].Value) : null;
        // new List<T>(8) is empty: the number is a capacity.
        var start = copied switch
        {
            null or IntegerValue => ImmutableArray<Value>.Empty,
            ListValue list => list.Items,
            _ => (ImmutableArray<Value>?)null,
        };
        return start is { } known ? new ListValue(known.AddRange(items)) { Origin = Name(creation) } : Value.Nothing;
    }

    /// <summary>The module that a factory or creation makes, or null where it makes none. Its arguments have been evaluated.</summary>
    private ModuleValue? Made(IOperation construction)
    {
        if (Layer.From(construction, _scope.Symbols) is not { } layer) return null;
        var arguments = construction.ChildOperations.OfType<IArgumentOperation>().ToList();
        var parts = layer is { IsTorchSharp: true, Kind: "Sequential" or "ModuleList" } ? Parts(arguments) : null;
        var values = ImmutableDictionary.CreateBuilder<SyntaxNode, Value>();
        // The parts say all that the arguments do; kept twice, modules in modules would double with each level.
        if (parts is null) foreach (var argument in arguments) Capture(argument.Value, values);
        return new ModuleValue(layer, values.ToImmutable(), parts, layer.IsTorchSharp ? null : Instance((IObjectCreationOperation)construction));
    }

    private ModuleInstance Instance(IObjectCreationOperation creation) =>
        new(FormattableString.Invariant($"{_instance.Prefix}{creation.Type?.Name}@{Place(creation)}#{_made++}/"))
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
        if (arguments[0].ArgumentKind == ArgumentKind.ParamArray) return arguments[0].Value.Elements().Select(e => Part(Known(e))).ToImmutableArray();
        return Known(arguments[0].Value) switch
        {
            ListValue list => list.Items.Select(Part).ToImmutableArray(),
            ModuleValue module => ImmutableArray.Create<Value>(module),
            _ => null,
        };
    }

    /// <summary>A module, or the module of a named pair.</summary>
    private static Value Part(Value value) => value is ListValue { Items: { Length: 2 } pair } && pair[1] is ModuleValue named ? named : value is ModuleValue ? value : Value.Nothing;

    /// <summary>Calls that make modules, and calls that add to a Sequential, a ModuleList or a list; null for any other.</summary>
    private Value? ModuleMember(IInvocationOperation invocation, Value instance)
    {
        if (invocation.TargetMethod.IsStatic) return Made(invocation);
        if (invocation.Instance is not { } receiver || invocation.TargetMethod.Name is not ("Add" or "append" or "add_module" or "AddRange")) return null;
        var added = invocation.Arguments.OrderBy(a => a.Parameter?.Ordinal).Select(a => Known(a.Value)).LastOrDefault() ?? Value.Nothing;
        var many = invocation.TargetMethod.Name == "AddRange";
        switch (instance)
        {
            case ListValue { Origin: not null } list when !many || added is ListValue:
                _flow.ForgetAliases(list);
                Store(receiver, list with { Items = many ? list.Items.AddRange(((ListValue)added).Items) : list.Items.Add(added) });
                return Value.Nothing;
            case ModuleValue { Parts: { } parts } module when !many:
                _flow.ForgetAliases(module);
                return Store(receiver, module with { Parts = parts.Add(Part(added)) });
            case ModuleValue module:
                _flow.ForgetAliases(module);
                return Store(receiver, module with { Parts = null, Each = !many && module.Each is { } each && each.Equals(Part(added)) ? each : null });
            default:
                return null;
        }
    }

    /// <summary>What a member holds in forward where only construction writes it, or null.</summary>
    private Value? ConstructedMember(ISymbol member)
    {
        if (_isConstruction || !_scope.Stable.Contains(member)) return null;
        var fields = _instance.Fields ??= Construct();
        var isKnown = fields.TryGetValue(member, out var value) && value is ModuleValue or ListValue or ConstantValue { Constant: null or bool } or IntegerValue { Dim.IsConstant: true };
        return isKnown ? value : null;
    }

    /// <summary>Runs the initialisers and the constructor of this object, and keeps what its fields and properties hold then.</summary>
    private IReadOnlyDictionary<ISymbol, Value> Construct()
    {
        var nothing = ImmutableDictionary.Create<ISymbol, Value>(SymbolEqualityComparer.Default);
        // Who asks while the object is being made learns nothing.
        _instance.Fields = nothing;
        var model = _scope.Model(_body);
        var type = _instance.Constructor?.ContainingType ?? model.GetEnclosingSymbol(_body.SpanStart + 1)?.ContainingType ?? model.GetDeclaredSymbol(_body)?.ContainingType;
        var constructor = _instance.Constructor ?? Only(type);
        if (_depth >= MaxDepth || type is null || constructor is null) return nothing;
        var body = constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() ?? type.DeclaringSyntaxReferences[0].GetSyntax();
        var interpreter = new Interpreter(_scope, body, _instance.Prefix, _depth + 1, _instance, isConstruction: true);
        interpreter.RunConstructor(constructor, ImmutableArray<Value>.Empty);
        return interpreter._flow.IsDead ? nothing : interpreter._flow.Members.ToImmutableDictionary(m => m.Key, m => m.Value, SymbolEqualityComparer.Default);
    }

    private static IMethodSymbol? Only(INamedTypeSymbol? type) => type?.InstanceConstructors is { Length: 1 } one ? one[0] : null;

    /// <summary>Field initialisers, the base class's constructor, the body: in the order of the language.</summary>
    private void RunConstructor(IMethodSymbol constructor, ImmutableArray<Value> arguments)
    {
        var type = constructor.ContainingType;
        var syntax = constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        // What a lambda writes may be written at any time.
        if (syntax is not null) _untracked.UnionWith(_scope.Code.ClosureWritesIn(syntax));
        foreach (var parameter in constructor.Parameters) Assign(parameter, parameter.Ordinal < arguments.Length ? arguments[parameter.Ordinal] : ConstructorArgument(parameter));
        if (syntax is not ConstructorDeclarationSyntax { Initializer.ThisOrBaseKeyword.Text: "this" }) Initialise(type);
        if (syntax is not ConstructorDeclarationSyntax) return;
        if (_scope.Model(syntax).GetOperation(syntax) is { } operation) Run(operation);
        foreach (var returned in _returns) _flow = Flow.Join(_flow, returned, "return");
        _returns.Clear();
    }

    /// <summary>: this(…) and : base(…) of a class of the project are run; TorchSharp's own set no field of the project.</summary>
    private void Chain(IOperation chained)
    {
        var call = chained as IInvocationOperation ?? chained.DescendantsAndSelf().OfType<IInvocationOperation>().FirstOrDefault();
        if (call is null) return;
        foreach (var argument in call.Arguments) Evaluate(argument.Value);
        if (!call.TargetMethod.Locations.Any(l => l.IsInSource)) return;
        RunConstructor(call.TargetMethod.OriginalDefinition, Arguments(call.TargetMethod, call));
    }

    private void Initialise(INamedTypeSymbol type)
    {
        foreach (var field in type.GetMembers().OfType<IFieldSymbol>().Where(f => f is { IsStatic: false, IsImplicitlyDeclared: false }))
            if (Default(field.Type) is { } value) Assign(field, value);
        foreach (var member in type.DeclaringSyntaxReferences.SelectMany(r => (r.GetSyntax() as TypeDeclarationSyntax)?.Members ?? default))
        {
            var model = _scope.Model(member);
            var initialised = member switch
            {
                FieldDeclarationSyntax field => field.Declaration.Variables.Where(v => v.Initializer is not null).Select(v => ((SyntaxNode)v, v.Initializer!)),
                PropertyDeclarationSyntax { Initializer: { } initializer } property => [(property, initializer)],
                _ => [],
            };
            foreach (var (declared, initializer) in initialised)
                if (model.GetDeclaredSymbol(declared) is { IsStatic: false } symbol && model.GetOperation(initializer.Value) is { } value) Assign(symbol, Evaluate(value));
        }
    }

    private static Value? Default(ITypeSymbol type) => type switch
    {
        { IsReferenceType: true } => new ConstantValue(null),
        { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } => new IntegerValue(Dim.Zero),
        { SpecialType: SpecialType.System_Boolean } => new ConstantValue(false),
        _ => null,
    };

    /// <summary>A helper that a constructor calls sees the fields as they are, and leaves its own behind.</summary>
    private Value? Constructed(IMethodSymbol method, ImmutableArray<Value> arguments, IInvocationOperation invocation)
    {
        var callee = Callee(method, arguments, FormattableString.Invariant($"{Name(invocation)}#{_made++}"), _instance, members: _flow);
        if (callee is null) return null;
        foreach (var returned in callee._returns) callee._flow = Flow.Join(callee._flow, returned, "return");
        _flow.TakeMembers(callee._flow);
        foreach (var argument in invocation.Arguments.Select(a => Known(a.Value)).Where(v => v is ListValue { Origin: not null } or ModuleValue { Parts: not null })) _flow.ForgetAliases(argument);
        return callee.Facts.Result ?? Value.Nothing;
    }

    /// <summary>A parameter of the primary constructor, seen from elsewhere in the class; in construction any parameter that nobody bound.</summary>
    private Value Captured(IParameterSymbol parameter)
    {
        if (_isConstruction) return Unbound(parameter);
        return parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } && !_reassigned.Contains(parameter) ? ConstructorArgument(parameter) : Value.Nothing;
    }

    private Value IsNull(IIsPatternOperation pattern)
    {
        var value = Evaluate(pattern.Value);
        var (tested, negated) = pattern.Pattern is INegatedPatternOperation not ? (not.Pattern, true) : (pattern.Pattern, false);
        if (tested is not IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } || NullTest(value, new ConstantValue(null)) is not { } isNull)
        {
            Forget(Writes.In(pattern.Pattern));
            return Value.Nothing;
        }

        return new ConstantValue(isNull != negated);
    }

    /// <summary>Whether a value that is compared with null is null; null where that is not known, or neither side is the literal.</summary>
    private static bool? NullTest(Value left, Value right)
    {
        if (right is not ConstantValue { Constant: null })
        {
            if (left is not ConstantValue { Constant: null }) return null;
            (left, right) = (right, left);
        }

        return left switch
        {
            ConstantValue { Constant: var constant } => constant is null,
            ModuleValue or ListValue => false,
            _ => null,
        };
    }
}
