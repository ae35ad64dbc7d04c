using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>
/// What a module's constructor leaves behind: the arguments of its layers, integers, and what the fields hold when the object is made.
/// </summary>
internal sealed class Constructors(Interpreter interpreter) : Room(interpreter)
{
    /// <summary>What a member holds in forward where only construction writes it, or null.</summary>
    public Value? ConstructedMember(ISymbol member)
    {
        if (State.IsConstruction || !Scope.Stable.Contains(member)) return null;
        var fields = State.Instance.Fields ??= Construct();
        var isKnown = fields.TryGetValue(member, out var value)
            && value is ModuleValue or ListValue or ConstantValue { Constant: null or bool } or IntegerValue { Dim.IsConstant: true };
        return isKnown ? value : null;
    }

    /// <summary>Runs the initialisers and the constructor of this object, and keeps what its fields and properties hold then.</summary>
    private IReadOnlyDictionary<ISymbol, Value> Construct()
    {
        var nothing = ImmutableDictionary.Create<ISymbol, Value>(SymbolEqualityComparer.Default);
        // Who asks while the object is being made learns nothing.
        State.Instance.Fields = nothing;
        var model = Scope.Model(State.Body);
        var type = State.Instance.Constructor?.ContainingType
            ?? model.GetEnclosingSymbol(State.Body.SpanStart + 1)?.ContainingType
            ?? model.GetDeclaredSymbol(State.Body)?.ContainingType;
        var constructor = State.Instance.Constructor ?? Only(type);
        if (State.Depth >= Calls.MaxDepth || type is null || constructor is null) return nothing;
        var body = constructor.Declarations().FirstOrDefault()?.GetSyntax() ?? type.DeclaringSyntaxReferences[0].GetSyntax();
        var interpreter = new Interpreter(Scope, body, State.Instance.Id, State.Depth + 1, State.Instance, isConstruction: true);
        interpreter.Constructors.RunConstructor(constructor, ImmutableArray<Value>.Empty);
        return interpreter.State.Flow.IsDead
            ? nothing
            : interpreter.State.Flow.Members.ToImmutableDictionary(m => m.Key, m => m.Value, SymbolEqualityComparer.Default);
    }

    private static IMethodSymbol? Only(INamedTypeSymbol? type) => type?.InstanceConstructors is { Length: 1 } one ? one[0] : null;

    /// <summary>Field initialisers, the base class's constructor, the body: in the order of the language.</summary>
    private void RunConstructor(IMethodSymbol constructor, ImmutableArray<Value> arguments)
    {
        var type = constructor.ContainingType;
        var syntax = constructor.Declarations().FirstOrDefault()?.GetSyntax();
        // What a lambda writes may be written at any time.
        if (syntax is not null) State.Untracked.UnionWith(Scope.Code.WrittenByClosuresIn(syntax));
        foreach (var parameter in constructor.Parameters)
            Assign(parameter, parameter.Ordinal < arguments.Length ? arguments[parameter.Ordinal] : ConstructorArgument(parameter));
        if (syntax is not ConstructorDeclarationSyntax { Initializer.ThisOrBaseKeyword.Text: "this" }) Initialise(type);
        if (syntax is not ConstructorDeclarationSyntax) return;
        if (Scope.Model(syntax).GetOperation(syntax) is { } operation) Statements.Run(operation);
        foreach (var returned in State.Returns) Flow = Flow.Join(Flow, returned, State.Enclosing.Part("return"));
        State.Returns.Clear();
    }

    /// <summary>: this(…) and : base(…) of a class of the project are run; TorchSharp's own set no field of the project.</summary>
    public void Chain(IOperation chained)
    {
        var call = chained as IInvocationOperation ?? chained.DescendantsAndSelf().OfType<IInvocationOperation>().FirstOrDefault();
        if (call is null) return;
        foreach (var argument in call.Arguments) Evaluate(argument.Value);
        if (!call.TargetMethod.Locations.Any(l => l.IsInSource)) return;
        RunConstructor(call.TargetMethod.OriginalDefinition, Calls.Arguments(call.TargetMethod, call));
    }

    private void Initialise(INamedTypeSymbol type)
    {
        foreach (var field in type.GetMembers().OfType<IFieldSymbol>().Where(f => f is { IsStatic: false, IsImplicitlyDeclared: false }))
            if (Default(field.Type) is { } value) Assign(field, value);
        foreach (var member in type.Declarations().SelectMany(r => (r.GetSyntax() as TypeDeclarationSyntax)?.Members ?? default))
        {
            var model = Scope.Model(member);
            var initialised = member switch
            {
                FieldDeclarationSyntax field =>
                    field.Declaration.Variables.Where(v => v.Initializer is not null).Select(v => ((SyntaxNode)v, v.Initializer!)),
                PropertyDeclarationSyntax { Initializer: { } initializer } property => [(property, initializer)],
                _ => [],
            };
            foreach (var (declared, initializer) in initialised)
                if (model.GetDeclaredSymbol(declared) is { IsStatic: false } symbol && model.GetOperation(initializer.Value) is { } value)
                    Assign(symbol, Evaluate(value));
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
    public Value? Constructed(IMethodSymbol method, ImmutableArray<Value> arguments, IInvocationOperation invocation)
    {
        var call = Id(invocation).Part("call", State.Made++);
        if (Calls.Callee(method, arguments, call, State.Instance, members: Flow) is not { } callee) return null;
        foreach (var returned in callee.State.Returns)
            callee.State.Flow = Flow.Join(callee.State.Flow, returned, call.Part("return"));
        Flow.TakeMembers(callee.State.Flow);
        foreach (var argument in invocation.Arguments
            .Select(a => Known(a.Value))
            .Where(v => v is ListValue { Origin: not null } or ModuleValue { Parts: not null }))
            Flow.ForgetAliases(argument);
        return callee.Facts.Result ?? Value.Nothing;
    }

    /// <summary>
    /// A parameter of the primary constructor, seen from elsewhere in the class; in construction any parameter that nobody bound.
    /// </summary>
    public Value Captured(IParameterSymbol parameter)
    {
        if (State.IsConstruction) return Parameters.Unbound(parameter);
        return parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } && !State.Reassigned.Contains(parameter)
            ? ConstructorArgument(parameter)
            : Value.Nothing;
    }

    /// <summary>The value of an expression of this body, or of a constructor or initialiser of this object.</summary>
    public Value ConstructionValue(IOperation operation)
    {
        var expression = operation.WithoutConversions();
        if (Constants.Of(expression) is { } constant) return constant;
        if (State.Now.TryGetValue(expression.Syntax, out var own)) return own;
        if (State.IsConstruction || CodeBody.Around(expression.Syntax) is not { } body || body == State.Body) return Value.Nothing;
        if (body is not (ConstructorDeclarationSyntax or EqualsValueClauseSyntax)) return Value.Nothing;
        return State.Instance.Construction(body, () => Construct(body).Values).TryGetValue(expression.Syntax, out var value)
            ? value
            : Value.Nothing;
    }

    private MethodFacts Construct(SyntaxNode body)
    {
        var model = Scope.Model(body);
        var interpreter = new Interpreter(Scope, body, State.Instance.Id, State.Depth, State.Instance, isConstruction: true);
        if (model.GetDeclaredSymbol(body) is IMethodSymbol constructor)
            interpreter.BindParameters(constructor, ImmutableArray<Value>.Empty);
        if (model.GetOperation(body) is { } operation) interpreter.Run(operation);
        return interpreter.Facts;
    }

    /// <summary>What the constructor was called with, what modelfix.json says about the model, or a symbol.</summary>
    public Value ConstructorArgument(IParameterSymbol parameter)
    {
        if (State.Instance.Arguments.TryGetValue(parameter, out var argument)) return argument;
        var said = State.Instance.IsRoot ? Scope.Contracts.Argument(parameter.ContainingType, parameter.Name) : null;
        if (said is long number && IsInteger(parameter.Type)) return new IntegerValue(Dim.Of(number));
        if (said is double or bool or string) return new ConstantValue(said);
        var id = State.Instance.Id.Member($"{parameter.ContainingType.Name}.{parameter.Name}");
        if (IsInteger(parameter.Type)) return new IntegerValue(id.Number(isSize: false));
        return Scope.Symbols.IsTensor(parameter.Type) ? UnknownTensor(id) : Value.Nothing;
    }

    /// <summary>An integer (or double) that an object gets once, when it is made: its value, or a symbol of the field's name.</summary>
    public Value FieldValue(IFieldSymbol field)
    {
        if (!IsInteger(field.Type) && field.Type.SpecialType != SpecialType.System_Double) return Value.Nothing;
        if (Constructed(field) is IntegerValue or ConstantValue) return Constructed(field);
        return IsInteger(field.Type) && !State.IsConstruction && (field.IsReadOnly || Assigned(field) is not null)
            ? new IntegerValue(State.Instance.Id.Member("this." + field.Name).Number(isSize: false))
            : Value.Nothing;
    }

    /// <summary>A buffer or parameter that an object creates once. Conversions of the model may change a floating-point dtype.</summary>
    public TensorValue FieldTensor(IFieldSymbol field, ValueId id)
    {
        if (Constructed(field) is not TensorValue tensor
            || field.ContainingType.Declarations().Any(r => Scope.Code.MayReshape(r.GetSyntax())))
            return UnknownTensor(id);
        return new TensorValue(id, tensor.Shape, tensor.Type.IsFloating() ? ElementType.Floating : tensor.Type);
    }

    /// <summary>What every construction of the object puts into a field that is never written again, or nothing.</summary>
    public Value Constructed(IFieldSymbol field) =>
        Assigned(field) is { } assigned && IsAlwaysAssigned(field, assigned) ? ConstructionValue(assigned) : Value.Nothing;

    /// <summary>The one value that a constructor or initialiser writes to a field that nobody else can write, or null.</summary>
    private IOperation? Assigned(IFieldSymbol field)
    {
        if (!field.IsReadOnly && field.DeclaredAccessibility != Accessibility.Private) return null;
        var assigned = Scope.Layers.AssignedValue(field.OriginalDefinition);
        return assigned is not null && CodeBody.Around(assigned.Syntax) is ConstructorDeclarationSyntax or EqualsValueClauseSyntax
            ? assigned
            : null;
    }

    /// <summary>False for an assignment that not every construction of the object reaches.</summary>
    private static bool IsAlwaysAssigned(IFieldSymbol field, IOperation assigned)
    {
        if (assigned.Syntax.Parent is EqualsValueClauseSyntax) return true;
        var statement = assigned.Syntax.FirstAncestorOrSelf<ExpressionStatementSyntax>();
        if (statement?.Expression is not AssignmentExpressionSyntax || statement.Parent?.Parent is not ConstructorDeclarationSyntax)
            return false;
        return AllRunOne(field.ContainingType);
    }

    /// <summary>True where every construction of an object runs the body of the same constructor.</summary>
    public static bool AllRunOne(INamedTypeSymbol type) => type.InstanceConstructors
        .SelectMany(c => c.DeclaringSyntaxReferences)
        .Select(r => r.GetSyntax())
        .OfType<ConstructorDeclarationSyntax>()
        .Count(c => c.Initializer is null or { ThisOrBaseKeyword.Text: "base" }) == 1;

    /// <summary>The object that a creation makes, with what is known of its constructor's arguments.</summary>
    public ModuleInstance Part(IObjectCreationOperation creation) => State.Instance.Part(creation.Syntax, () =>
        new ModuleInstance(State.Instance.Id.Object(Id(creation)))
        {
            Constructor = creation.Constructor?.OriginalDefinition,
            Arguments = creation.Arguments
                .Where(a => a.Parameter is not null)
                .Select(a => (Parameter: (ISymbol)a.Parameter!.OriginalDefinition, Value: ConstructionValue(a.Value)))
                .Where(a => a.Value is IntegerValue or ConstantValue)
                .ToImmutableDictionary(a => a.Parameter, a => a.Value, SymbolEqualityComparer.Default),
        });
}
