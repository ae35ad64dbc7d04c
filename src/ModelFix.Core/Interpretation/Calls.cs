using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>Calls: operators, and methods of the project, which are interpreted with the values of their arguments.</summary>
internal sealed class Calls(Interpreter interpreter) : Room(interpreter)
{
    /// <summary>Calls are followed this deep; recursion ends here too.</summary>
    public const int MaxDepth = 8;

    /// <summary>Looking through so much of a body takes about as long as any other step.</summary>
    private const int CharactersPerStep = 256;

    public Value Invocation(IInvocationOperation invocation)
    {
        var instance = invocation.Instance is { } target ? Evaluate(target) : Value.Nothing;
        foreach (var argument in invocation.Arguments) Evaluate(argument.Value);
        if (OperatorCalls.From(invocation, Scope.Symbols) is { } call) return Operator(call);
        if (TensorMember(invocation, instance) is { } member) return member;
        if (Modules.ModuleMember(invocation, instance) is { } module) return module;
        if ((LayerCalls.LayerCall(invocation) ?? LayerCalls.CustomFunction(invocation)) is { } output) return output;
        if (RegisteredTensors.Named(invocation) is { } registered) return registered;
        if (Mathematics(invocation) is { } number) return number;
        if (Sequences.Sequence(invocation) is { } sequence) return sequence;
        return SourceMethod(invocation) ?? UnknownCall(invocation);
    }

    /// <summary>Code that is not seen may write fields, what it gets by reference, and the elements of arrays that it gets.</summary>
    private Value UnknownCall(IInvocationOperation invocation)
    {
        Effects(invocation);
        if (MayReshape(invocation.TargetMethod) || Scope.Code.AnyReshapes && MayRunOwnCode(invocation))
            Flow.Reshape(null, UnknownTensor(invocation));
        if (OperatorCatalog.Reshapes(invocation.TargetMethod.Name))
            Reshaped(invocation.Instance ?? invocation.Arguments[0].Value, UnknownTensor(invocation));
        return Value.Nothing;
    }

    /// <summary>True for calls that end in code of the project: its own, modules of it, and what is given code to run.</summary>
    private bool MayRunOwnCode(IInvocationOperation invocation) =>
        MayWriteFields(invocation) || invocation.TargetMethod.Name is "call" or "forward";

    /// <summary>True where the called code changes shapes in place; a delegate may hold any code of this body.</summary>
    private bool MayReshape(IMethodSymbol method) => method.MethodKind == MethodKind.DelegateInvoke
        ? Scope.Code.MayReshape(State.Body)
        : method.OriginalDefinition.Declarations().Any(r => Scope.Code.MayReshape(r.GetSyntax()));

    private void Effects(IInvocationOperation invocation)
    {
        if (MayWriteFields(invocation)) Flow.ForgetFields();
        foreach (var argument in invocation.Arguments.Where(a => a.Parameter?.RefKind is RefKind.Ref or RefKind.Out))
            Forget(WrittenVariables.In(argument));
        if (invocation.TargetMethod.ContainingNamespace?.ToDisplayString() == "System.Linq") return;
        var seen = invocation.Arguments.Select(a => a.Value);
        if ((invocation.Instance is { } instance ? seen.Prepend(instance) : seen).Any(IsList)) Flow.ForgetLists();
    }

    /// <summary>TorchSharp and the framework write no fields of the project, unless they are given code to run.</summary>
    private bool MayWriteFields(IInvocationOperation invocation) =>
        invocation.TargetMethod.MethodKind == MethodKind.DelegateInvoke
        || invocation.TargetMethod.Locations.Any(l => l.IsInSource)
        || invocation.Arguments.Any(a => a.Parameter?.Type.TypeKind == TypeKind.Delegate)
        || !IsKnownLibrary(invocation.TargetMethod);

    private bool IsKnownLibrary(IMethodSymbol method) =>
        SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, Scope.Symbols.Torch.ContainingAssembly)
        || method.ContainingNamespace?.ToDisplayString() is "System" or "System.Collections.Generic" or "System.Linq";

    public bool IsList(IOperation operation) =>
        operation.WithoutConversions() is var value && Known(value) is SizesValue or ListValue && value.Type is not { IsTupleType: true };

    private Value Operator(TorchCall call)
    {
        var input = Known(call.Input) as TensorValue;
        var applied = new OperatorCall(call.Operator, call.Arguments, input, Known, Id(call.Invocation)) { IsInPlace = call.InPlace };
        if (OperatorCatalog.Named(call.Operator)?.Demand is { } demand)
        {
            if (Refuse(() => demand(applied))) return Value.Nothing;
            if (input is { Shape.Rank: null }) Parameters.Prove(input, LeastRank(input, i => demand(applied with { Input = i }) is null));
        }

        var result = Scope.Transfers(applied);
        if (!call.InPlace)
        {
            if (input is not null && OperatorCatalog.Named(call.Operator)!.KeepsRank) Parameters.KeepRank(input, result);
            return result;
        }

        // squeeze_ and its like change the shape of what they are called on; the others leave shape and dtype alone.
        if (!OperatorCatalog.Reshapes(call.Operator + "_")) return input ?? Value.Nothing;
        return Reshaped(call.Input, result as TensorValue ?? UnknownTensor(call.Invocation));
    }

    private const int MostDimsAsked = 6;

    /// <summary>The smallest rank with which an operator takes a tensor: mean over dim 3 takes one of 4 dims.</summary>
    private static int LeastRank(TensorValue tensor, Func<TensorValue, bool> takes)
    {
        // A tensor without dims has what all operators take as its dim 0, and no others.
        var least = Math.Max(tensor.Shape.MinRank, 1);
        var taken = Enumerable.Range(least, MostDimsAsked).FirstOrDefault(r => takes(tensor with { Shape = tensor.WithRank(r) }));
        return taken > 1 ? taken : tensor.Shape.MinRank;
    }

    private TensorValue Reshaped(IOperation tensor, TensorValue result)
    {
        Flow.Reshape((Known(tensor) as TensorValue)?.Id, result);
        Store(tensor, result);
        return result;
    }

    private Value? TensorMember(IInvocationOperation invocation, Value instance)
    {
        var name = invocation.TargetMethod.Name;
        if (name is "MoveToOuterDisposeScope" or "DetachFromDisposeScope" or "MoveToOuter" or "Detach" or "MoveToOtherDisposeScope")
            return Moved(invocation, instance);
        if (name == "Parameter" && SymbolEqualityComparer.Default.Equals(invocation.TargetMethod.ContainingType, Scope.Symbols.Nn))
            return invocation.Arguments.FirstOrDefault() is { } data && Known(data.Value) is TensorValue content
                ? content with { Id = Id(invocation) }
                : null;
        if (instance is not TensorValue tensor || !Scope.Symbols.IsTensor(invocation.TargetMethod.ContainingType)) return null;
        return name switch
        {
            "size" when invocation.Arguments.IsEmpty => Members.Sizes(tensor),
            "size" =>
                Known(invocation.Arguments[0].Value) is IntegerValue { Dim.Constant: { } dim }
                    ? new IntegerValue(Members.SizeThatIsRead(tensor, dim))
                    : Value.Nothing,
            "dim" => Members.Rank(tensor),
            "numel" => Members.ElementCount(tensor),
            _ => null,
        };
    }

    /// <summary>What dispose scopes hand on is what they were given.</summary>
    private Value Moved(IInvocationOperation invocation, Value instance)
    {
        if (instance is TensorValue) return instance;
        var tensors = invocation.Arguments.Select(a => Known(a.Value)).Where(v => v is TensorValue).ToImmutableArray();
        return tensors.Length == 1 ? tensors[0] : invocation.TargetMethod.ReturnType.IsTupleType ? new ListValue(tensors) : Value.Nothing;
    }

    private Value? SourceMethod(IInvocationOperation invocation)
    {
        if (invocation.TargetMethod.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction)) return null;
        if (invocation.Instance is not (null or IInstanceReferenceOperation) || Run(invocation) is not { } method) return null;
        var arguments = Arguments(invocation.TargetMethod, invocation);
        if (State.IsConstruction) return Constructors.Constructed(method, arguments, invocation);
        var result = Called(method, arguments, Id(invocation), State.Instance);
        if (result is null) return null;
        Effects(invocation);
        return result;
    }

    /// <summary>The method that a call on this object runs; null where a class that derives from this one may have another.</summary>
    private IMethodSymbol? Run(IInvocationOperation invocation)
    {
        var method = invocation.TargetMethod;
        // base.f() runs what it names.
        if (!invocation.IsVirtual || method is { IsVirtual: false, IsAbstract: false, IsOverride: false }) return method;
        if (State.Instance is { IsRoot: false, Constructor.ContainingType: { } type }) return Overrides.Of(method, type);
        return method is { IsOverride: true, Name: "forward" } ? method : null;
    }

    public ImmutableArray<Value> Arguments(IMethodSymbol method, IInvocationOperation invocation) => method.Parameters
        .Select(p => invocation.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == p.Ordinal) is { } a ? Known(a.Value) : Value.Nothing)
        .ToImmutableArray();

    /// <summary>What a method of the project returns for these arguments; null where it cannot be followed.</summary>
    public Value? Called(IMethodSymbol method, ImmutableArray<Value> arguments, ValueId call, ModuleInstance instance)
    {
        return Callee(method, arguments, call, instance)?.Facts.Result;
    }

    /// <summary>
    /// The interpreter of a method of the project after it has run with these arguments; null where it cannot be followed.
    /// </summary>
    public Interpreter? Callee(
        IMethodSymbol method,
        ImmutableArray<Value> arguments,
        ValueId call,
        ModuleInstance instance,
        Flow? members = null)
    {
        if (State.Depth >= MaxDepth || method.IsAsync || method.Parameters.Any(p => p.RefKind != RefKind.None)) return null;
        if (method.OriginalDefinition.WithBody().DeclaringSyntaxReferences is not { Length: 1 } references) return null;
        var body = references[0].GetSyntax();
        // The body is looked through before it is run, and may return in its first line.
        if (!Scope.Steps.TryEnter(1 + body.Span.Length / CharactersPerStep)) return null;
        var callee = Scope.Code.MayReshape(body) ? null : CalleeWithinBudget(body, method, arguments, call, instance, members);
        Scope.Steps.Leave();
        return callee;
    }

    private Interpreter? CalleeWithinBudget(
        SyntaxNode body,
        IMethodSymbol method,
        ImmutableArray<Value> arguments,
        ValueId call,
        ModuleInstance instance,
        Flow? members)
    {
        var callee = new Interpreter(Scope, body, call, State.Depth + 1, instance, State.IsConstruction && members is not null);
        callee.State.IsCertain = State.IsCertain && !State.IsSilent;
        if (members is not null) callee.State.Flow.TakeMembers(members);
        callee.State.Flow.Demands = Flow.Demands;
        var run = method.OriginalDefinition.WithBody();
        callee.BindParameters(run, WithContracts(run, arguments, call));
        if (Scope.Model(body).GetOperation(body) is not { } operation) return null;
        // What a local function captures is not known to its interpreter, which finds nothing under those names.
        callee.Run(operation is ILocalFunctionOperation { Body: { } block } ? block : operation);
        Facts.TakenForGranted.UnionWith(callee.Facts.TakenForGranted);
        if (callee.Parameters.AtExit() is { } demands) Parameters.Meet(demands);
        if (callee.Facts.Conflict is { } conflict && Refuse(conflict)) callee.Facts.Result = Value.Nothing;
        return callee;
    }

    /// <summary>
    /// Where the caller knows neither rank nor more than sizes that have a name, what the callee's own contract says is known, over symbols
    /// of this call.
    /// </summary>
    private ImmutableArray<Value> WithContracts(IMethodSymbol method, ImmutableArray<Value> arguments, ValueId call) => arguments
        .Select((a, i) => a is TensorValue { Shape.HasLeading: true } tensor
            && Scope.Contracts.Find(method.Parameters[i])?.Tensor is { } contract
            && tensor.IsOpenTo(contract.KnownShape)
                ? tensor with { Shape = contract.KnownShape.WithScope(call),
                    Type = tensor.Type == ElementType.Unknown ? contract.Type : tensor.Type }
                : a)
        .ToImmutableArray();

    private Value? Mathematics(IInvocationOperation invocation)
    {
        if (invocation.TargetMethod.ContainingType is not { Name: "Math",
            ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
            return null;
        var known = invocation.Arguments.OrderBy(a => a.Parameter?.Ordinal).Select(a => Known(a.Value)).ToList();
        if (Arithmetic.Rounded(invocation.TargetMethod.Name, known) is { } dim)
            return dim.IsUnknown ? Value.Nothing : new IntegerValue(dim);
        var values = known.Select(Arithmetic.Number).ToList();
        if (values.Contains(null)) return null;
        var isInteger = IsInteger(invocation.Type);
        return (invocation.TargetMethod.Name, values.Count) switch
        {
            ("Max", 2) => Number(Math.Max(values[0]!.Value, values[1]!.Value), isInteger),
            ("Min", 2) => Number(Math.Min(values[0]!.Value, values[1]!.Value), isInteger),
            ("Abs", 1) => Number(Math.Abs(values[0]!.Value), isInteger),
            ("Ceiling", 1) => Number(Math.Ceiling(values[0]!.Value), isInteger),
            ("Floor", 1) => Number(Math.Floor(values[0]!.Value), isInteger),
            ("Sqrt", 1) => Number(Math.Sqrt(values[0]!.Value), isInteger),
            _ => null,
        };
    }

    private static Value Number(double value, bool isInteger)
    {
        if (!isInteger) return new ConstantValue(value);
        // Two longs may be one double.
        return Math.Abs(value) < int.MaxValue && Checked.Truncated(value) is { } whole ? new IntegerValue(Dim.Of(whole)) : Value.Nothing;
    }
}
