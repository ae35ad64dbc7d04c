using System.Collections.Immutable;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Shape;

/// x.rot90(1, (0, 1))  =>  x.flip(1).transpose(0, 1)
/// x.rot90(2, (0, 1))  =>  x.flip(0, 1)
/// x.rot90(3, (0, 1))  =>  x.flip(0).transpose(0, 1)
/// Exact for every shape: this is how libtorch turns. Four turns are none, which is a copy.
internal sealed class Rot90Form : RearrangementForm
{
    public override ImmutableArray<string> Operators { get; } = ImmutableArray.Create("rot90");

    public override Rearranged? Of(TorchCall call, TorchCompilation torch, out string missing)
    {
        missing = "make the number of turns and the dims constants";
        var plane = call.Arguments["dim"] is null or { ConstantValue: { HasValue: true, Value: null } }
            ? ImmutableArray.Create(0L, 1L)
            : Constants(call, "dim");
        if (Constant(call, "k") is not { } turns || plane is not { Length: 2 } dims) return null;
        var (a, b) = (CSharpText.Of(dims[0]), CSharpText.Of(dims[1]));
        return Rearranged.Chain(((turns % 4 + 4) % 4) switch
        {
            0 => "clone()",
            1 => $"flip({b}).transpose({a}, {b})",
            2 => $"flip({a}, {b})",
            _ => $"flip({a}).transpose({a}, {b})",
        });
    }
}
