using System.Collections.Immutable;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Shape;

/// x.channel_shuffle(2)  =>  x.reshape(-1, 2, 3, 4, 5).transpose(1, 2).reshape(-1, 6, 4, 5)
/// Exact where the channels and all sizes but one are proven: the channels are read by groups and written by their place in the group.
internal sealed class ChannelShuffleForm : RearrangementForm
{
    public override ImmutableArray<string> Operators { get; } = ImmutableArray.Create("channel_shuffle");

    public override Rearranged? Of(TorchCall call, TorchCompilation torch, out string missing)
    {
        var shape = torch.ShapeOf(call.Input);
        missing = Constant(call, "groups") is null ? "make the number of groups a constant" : StateShape(shape);
        if (shape.Rank is not >= 3 || Constant(call, "groups") is not (> 0 and var groups)) return null;
        if (shape.Dims[1].Constant is not (> 0 and var channels) || channels % groups != 0) return null;
        var grouped = shape.Dims.RemoveAt(1).InsertRange(1, new[] { Dim.Of(groups), Dim.Of(channels / groups) });
        if (Literals(grouped) is not { } read || Literals(shape.Dims) is not { } written) return null;
        return Rearranged.Chain($"reshape({read}).transpose(1, 2).reshape({written})");
    }
}
