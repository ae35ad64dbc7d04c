using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Layers;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>What layers demand of the tensors that they are called with, and so of the parameters that these come from.</summary>
internal sealed partial class Interpreter
{
    /// <summary>
    /// What the parameters of the method must be for any run of it to return, after it was interpreted once; null where that says no more than was
    /// known at its start.
    /// </summary>
    public ImmutableArray<Value>? Demanded(IMethodSymbol method, ImmutableArray<Value> arguments)
    {
        if (AtExit() is not { } demands || method.Parameters.Any(p => p.RefKind != RefKind.None)) return null;
        var better = method.Parameters.Select(p => Demanded(p, p.Ordinal < arguments.Length ? arguments[p.Ordinal] : Value.Nothing, demands)).ToImmutableArray();
        return better.Select((v, i) => i < arguments.Length ? !v.Equals(arguments[i]) : v != Value.Nothing).Contains(true) ? better : null;
    }

    private Value Demanded(IParameterSymbol parameter, Value argument, Demands demands)
    {
        if ((argument == Value.Nothing ? Unbound(parameter) : argument) is not TensorValue tensor || tensor.Shape.Rank is not null) return argument;
        if (demands.ShapeOf(tensor.Name) is not { } shape || shape.Equals(tensor.Shape)) return argument;
        // Dims that nothing is known of are counted from the front, as programs do.
        return tensor with
        {
            Shape = shape.Rank is not { } rank ? shape : TensorShape.Of(Enumerable.Range(0, rank).Select(i => shape.Dims[i].Equals(tensor.Size(i - rank)) ? tensor.Size(i) : shape.Dims[i])),
        };
    }

    /// <summary>What is demanded on all ways to a return; null where the method never returns.</summary>
    private Demands? AtExit()
    {
        var exits = _flow.IsDead ? _returns : _returns.Append(_flow);
        return exits.Select(f => f.Demands).Aggregate((Demands?)null, (all, one) => all is null ? one : all.And(one));
    }

    /// <summary>What a called method demands of the parameters of this one.</summary>
    private void Meet(Demands demands)
    {
        _flow.Demands = demands;
        foreach (var (parameter, shape) in demands.Shapes)
        {
            _flow.Refine(parameter, known => known.Rank is null ? shape : known);
            if (shape.Rank is not { } rank) continue;
            foreach (var name in demands.RankedAs(parameter)) _flow.Refine(name, known => WithRank(name, known, rank));
        }
    }

    private void FollowParameter(Value value)
    {
        if (value is TensorValue { Shape.Rank: null } tensor) _flow.Demands = _flow.Demands.Of(tensor);
    }

    /// <summary>A tensor that a layer or operator made of another one has its rank, known or not.</summary>
    private void KeepRank(TensorValue input, Value? output)
    {
        if (output is TensorValue made && made.Name != input.Name) _flow.Demands = _flow.Demands.WithRankOf(made.Name, made.Shape.Rank is null ? input.Name : null);
    }

    /// <summary>
    /// A layer that ran has shown which ranks its input can have: BatchNorm2d takes rank 4 alone, convolutions and pools take batched input and
    /// unbatched input of one dim less. It has shown the sizes that its weights have, too.
    /// </summary>
    private TensorValue Demand(Layer layer, TensorValue input, Func<IOperation, Value> known)
    {
        if (input.Shape.Rank is not null) return input;
        var ranked = LayerCatalog.RanksOf(layer.Kind) is var (least, most) && (least == most || input.Shape.MinRank >= most) ? input with { Shape = input.WithRank(most) } : input;
        var demanded = ranked with { Shape = LayerCatalog.Demanded(layer, ranked, known) };
        if (demanded.Shape.Equals(input.Shape)) return input;
        _flow.Refine(input.Name, shape => shape.Rank is null ? demanded.Shape : shape);
        Demand(demanded);
        return demanded;
    }

    /// <summary>A tensor is now known to have so many dims at least: its sizes from the front and from the back exist.</summary>
    private void Prove(TensorValue tensor, int rank)
    {
        if (tensor.Shape.Rank is not null || tensor.Shape.Front.Length >= rank) return;
        _flow.Refine(tensor.Name, shape => WithDims(tensor.Name, shape, rank));
        if (_flow.Demands.ParameterRankedAs(tensor.Name) is { } parameter && _flow.Demands.ShapeOf(parameter) is { } demanded)
            _flow.Demands = _flow.Demands.With(parameter, WithDims(parameter, demanded, rank));
    }

    private static TensorShape WithDims(string name, TensorShape shape, int rank)
    {
        if (shape.Rank is not null || shape.Front.Length >= rank) return shape;
        var tensor = new TensorValue(name, shape, ElementType.Unknown);
        return LayerCatalog.WithDim(tensor, rank, null) with { Front = Enumerable.Range(0, rank).Select(i => (Dim?)tensor.Size(i)).ToImmutableArray() };
    }

    /// <summary>The output of one of TorchSharp's layers.</summary>
    private Value? Applied(LayerCall call)
    {
        if (call.Input(0) is not { } input) return null;
        var (layer, known) = (call.Layer, call.Known);
        if (Refuse(() => LayerPreconditions.Of(call), layer)) return UnknownTensor(call.Name);
        if (LayersOfSeveral.Has(layer.Kind)) return LayersOfSeveral.Output(call);
        if (call.Inputs.Length != 1) return null;
        var output = LayerCatalog.Output(layer, Demand(layer, input, known), call.Name, known);
        if (LayerCatalog.KeepsRank(layer.Kind)) KeepRank(input, output);
        return output;
    }

    private void Demand(TensorValue demanded)
    {
        if (_flow.Demands.ParameterRankedAs(demanded.Name) is not { } parameter) return;
        if (parameter == demanded.Name) _flow.Demands = _flow.Demands.With(parameter, demanded.Shape);
        if (demanded.Shape.Rank is not { } rank) return;
        foreach (var name in _flow.Demands.RankedAs(parameter)) _flow.Refine(name, shape => WithRank(name, shape, rank));
        if (_flow.Demands.ShapeOf(parameter) is { } known) _flow.Demands = _flow.Demands.With(parameter, WithRank(parameter, known, rank));
    }

    private static TensorShape WithRank(string name, TensorShape shape, int rank) =>
        shape.Rank is null && shape.MinRank <= rank ? new TensorValue(name, shape, ElementType.Unknown).WithRank(rank) : shape;
}
