using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Layers;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>What parameters hold: what they are given, what their contract says, and what layers demand of them.</summary>
internal sealed class Parameters(Interpreter interpreter) : Room(interpreter)
{
    /// <summary>Gives parameters their arguments' values; those beyond the arguments get what their contract says.</summary>
    /// <param name="method">The method.</param>
    /// <param name="arguments">As many as are known.</param>
    /// <param name="isFollowed">True to find out what the method's layers demand of the parameters.</param>
    public void BindParameters(IMethodSymbol method, ImmutableArray<Value> arguments, bool isFollowed = false)
    {
        foreach (var parameter in method.Parameters)
        {
            var bound = parameter.Ordinal < arguments.Length && arguments[parameter.Ordinal] is var value && value != Value.Nothing
                ? value
                : Unbound(parameter);
            Assign(parameter, bound);
            if (isFollowed) Facts.Parameters[parameter] = bound;
            if (isFollowed && !State.Untracked.Contains(parameter)) FollowParameter(bound);
            if (parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not { } declared) continue;
            foreach (var tensor in (bound is ListValue list ? list.Items : ImmutableArray.Create(bound)).OfType<TensorValue>())
                State.Origins[tensor.Id] = declared;
        }
    }

    public Value Unbound(IParameterSymbol parameter)
    {
        if (State.IsConstruction && parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor })
            return Constructors.ConstructorArgument(parameter);
        var id = State.Function.Named(parameter.Name);
        if (Scope.Symbols.IsTensor(parameter.Type)) return Stated(id, Scope.Contracts.Find(parameter)?.Tensor);
        if (IsInteger(parameter.Type)) return new IntegerValue(id.Number(isSize: false));
        return Scope.Contracts.Find(parameter) is { IsList: true } contract ? Stated(parameter, contract) : Value.Nothing;
    }

    private TensorValue Stated(ValueId id, InputContract? contract) => new(
        id, contract?.KnownShape.WithScope(State.Function) ?? TensorShape.Unknown, contract?.Type ?? ElementType.Unknown);

    /// <summary>
    /// The elements of a tuple or list. Who writes to a list that has no origin is taken to have written to all lists of which that is so:
    /// the caller may have given one twice.
    /// </summary>
    private Value Stated(IParameterSymbol parameter, ParameterContract contract)
    {
        var isKnown = parameter.Type.IsTupleType
            || parameter.Type.IsReferenceType && StatedLists.IsReadAlone(parameter, Scope.Model(State.Body).GetOperation(State.Body));
        return isKnown
            ? new ListValue(contract.Tensors
                .Select((t, i) => (Value)Stated(State.Function.Named(NameOf(parameter, i)), t))
                .ToImmutableArray())
            : Value.Nothing;
    }

    /// <summary>An element as the code reads it.</summary>
    private static string NameOf(IParameterSymbol parameter, int index) => parameter.Type.IsTupleType
        ? $"{parameter.Name}.{((INamedTypeSymbol)parameter.Type).TupleElements[index].Name}"
        : FormattableString.Invariant($"{parameter.Name}[{index}]");

    /// <summary>
    /// What the parameters of the method must be for any run of it to return, after it was interpreted once; null where that says no more
    /// than was known at its start.
    /// </summary>
    public ImmutableArray<Value>? Demanded(IMethodSymbol method, ImmutableArray<Value> arguments)
    {
        if (AtExit() is not { } demands || method.Parameters.Any(p => p.RefKind != RefKind.None)) return null;
        var better = method.Parameters
            .Select(p => Demanded(p, p.Ordinal < arguments.Length ? arguments[p.Ordinal] : Value.Nothing, demands))
            .ToImmutableArray();
        return better.Select((v, i) => i < arguments.Length ? !v.Equals(arguments[i]) : v != Value.Nothing).Contains(true) ? better : null;
    }

    private Value Demanded(IParameterSymbol parameter, Value argument, Demands demands)
    {
        if ((argument == Value.Nothing ? Unbound(parameter) : argument) is not TensorValue tensor || tensor.Shape.Rank is not null)
            return argument;
        if (demands.ShapeOf(tensor.Id) is not { } shape || shape.Equals(tensor.Shape)) return argument;
        shape = WithoutOtherDims(parameter, tensor.Id, shape);
        // Dims that nothing is known of are counted from the front, as programs do.
        return tensor with
        {
            Shape = shape.Rank is not { } rank
                ? shape
                : TensorShape.Of(
                    Enumerable.Range(0, rank).Select(i => shape.Dims[i].Equals(tensor.Size(i - rank)) ? tensor.Size(i) : shape.Dims[i])),
        };
    }

    /// <summary>The dims that every run reads or names are all that there are, where that is taken for granted.</summary>
    private TensorShape WithoutOtherDims(IParameterSymbol parameter, ValueId id, TensorShape shape)
    {
        if (Scope.Inputs != InputReading.NoOtherDims || shape.Rank is not null || shape.Front.Length < FewestReadDims) return shape;
        var ranked = WithRank(id, shape, shape.Front.Length);
        if (ranked.Rank is { } rank) Facts.TakenForGranted.Add(FormattableString.Invariant($"{parameter.Name} has {rank} dims"));
        return ranked;
    }

    /// <summary>Who reads the first two sizes may well go on with all the others as one.</summary>
    private const int FewestReadDims = 3;

    /// <summary>What is demanded on all ways to a return; null where the method never returns.</summary>
    public Demands? AtExit()
    {
        var exits = Flow.IsDead ? State.Returns : State.Returns.Append(Flow);
        return exits.Select(f => f.Demands).Aggregate((Demands?)null, (all, one) => all is null ? one : all.And(one));
    }

    /// <summary>What a called method demands of the parameters of this one.</summary>
    public void Meet(Demands demands)
    {
        Flow.Demands = demands;
        foreach (var (parameter, shape) in demands.Shapes)
        {
            Flow.Refine(parameter, known => known.Rank is null ? shape : known);
            if (shape.Rank is not { } rank) continue;
            foreach (var id in demands.RankedAs(parameter)) Flow.Refine(id, known => WithRank(id, known, rank));
        }
    }

    private void FollowParameter(Value value)
    {
        if (value is TensorValue { Shape.Rank: null } tensor) Flow.Demands = Flow.Demands.Of(tensor);
    }

    /// <summary>A tensor that a layer or operator made of another one has its rank, known or not.</summary>
    public void KeepRank(TensorValue input, Value? output)
    {
        if (output is TensorValue made && !made.Id.Equals(input.Id))
            Flow.Demands = Flow.Demands.WithRankOf(made.Id, made.Shape.Rank is null ? input.Id : null);
    }

    /// <summary>
    /// A layer that ran has shown which ranks its input can have: BatchNorm2d takes rank 4 alone, convolutions and pools take batched input
    /// and unbatched input of one dim less, convolutions not that where a project says that inputs are batched. It has shown the sizes that
    /// its weights have, too.
    /// </summary>
    public TensorValue Demand(LayerRow row, LayerCall call, TensorValue input)
    {
        if (input.Shape.Rank is not null)
        {
            LearnSizes(input.Shape, row.Taken?.Invoke(call, input) ?? input.Shape);
            return input;
        }

        var isProven = row.Ranks is var (least, most) && (least == most || input.Shape.MinRank >= most);
        var isRanked = isProven || row is { Ranks: not null, TakesBatches: true } && Scope.Inputs != InputReading.AsStated;
        if (isRanked && !isProven) Facts.TakenForGranted.Add("inputs are batched");
        var ranked = isRanked ? input with { Shape = input.WithRank(row.Ranks!.Value.Most) } : input;
        var demanded = ranked with { Shape = row.Taken?.Invoke(call, ranked) ?? ranked.Shape };
        if (demanded.Shape.Equals(input.Shape)) return input;
        Flow.Refine(input.Id, shape => shape.Rank is null ? demanded.Shape : shape);
        Demand(demanded);
        return demanded;
    }

    /// <summary>A layer that ran has shown that its input has the sizes of its weights: a size that was read is a field, then.</summary>
    private void LearnSizes(TensorShape given, TensorShape taken)
    {
        if (taken.Rank != given.Rank) return;
        foreach (var (size, weight) in given.Dims.Zip(taken.Dims, (own, its) => (own, its)).Where(p => !p.own.Equals(p.its)))
            Flow.Equalities = Flow.Equalities.With(size, weight);
    }

    public void Demand(TensorValue demanded)
    {
        if (Flow.Demands.ParameterRankedAs(demanded.Id) is not { } parameter) return;
        if (parameter.Equals(demanded.Id)) Flow.Demands = Flow.Demands.With(parameter, demanded.Shape);
        if (demanded.Shape.Rank is not { } rank) return;
        foreach (var id in Flow.Demands.RankedAs(parameter)) Flow.Refine(id, shape => WithRank(id, shape, rank));
        if (Flow.Demands.ShapeOf(parameter) is { } known) Flow.Demands = Flow.Demands.With(parameter, WithRank(parameter, known, rank));
    }

    /// <summary>A tensor is now known to have so many dims at least: its sizes from the front and from the back exist.</summary>
    public void Prove(TensorValue tensor, int rank)
    {
        if (tensor.Shape.Rank is not null || tensor.Shape.Front.Length >= rank) return;
        Flow.Refine(tensor.Id, shape => WithDims(tensor.Id, shape, rank));
        if (Flow.Demands.ParameterRankedAs(tensor.Id) is { } parameter && Flow.Demands.ShapeOf(parameter) is { } demanded)
            Flow.Demands = Flow.Demands.With(parameter, WithDims(parameter, demanded, rank));
    }

    private static TensorShape WithDims(ValueId id, TensorShape shape, int rank)
    {
        if (shape.Rank is not null || shape.Front.Length >= rank) return shape;
        var tensor = new TensorValue(id, shape, ElementType.Unknown);
        return Outputs.WithDim(
            tensor, rank, null) with { Front = Enumerable.Range(0, rank).Select(i => (Dim?)tensor.Size(i)).ToImmutableArray() };
    }

    private static TensorShape WithRank(ValueId id, TensorShape shape, int rank) =>
        shape.Rank is null && shape.MinRank <= rank ? new TensorValue(id, shape, ElementType.Unknown).WithRank(rank) : shape;
}
