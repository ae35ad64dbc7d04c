using System.Collections.Immutable;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Shape;

/// x.unflatten(1, 2, 3)  =>  x.reshape(-1, 2, 3, 4)
/// Exact where all sizes of the result but one are proven: both divide one dim, and neither moves an element. Both are views.
internal sealed class UnflattenForm : RearrangementForm
{
    public override ImmutableArray<string> Operators { get; } = ImmutableArray.Create("unflatten");

    public override Rearranged? Of(TorchCall call, TorchCompilation torch, out string missing)
    {
        var (input, shape) = (torch.ShapeOf(call.Input), torch.ShapeOf(call.Invocation));
        missing = StateShape(input);
        if (call.Arguments.Integer("dim") is not { } d || input.FromFront(d) is not { } at || input.Rank is not { } rank) return null;
        if (shape.Rank is not { } unflattened || Literals(shape.Dims) is not { } literals) return null;
        // Other sizes than those of the dim are refused, and a reshape might take them.
        var sizes = shape.Dims.Skip(at).Take(unflattened - rank + 1).Aggregate(Dim.One, (product, size) => product * size);
        return sizes.IsKnownDifferent(input.Dims[at]) ? null : Rearranged.Chain($"reshape({Named(call, at, literals)})");
    }

    /// <summary>The literals, but for sizes that the author gave by name.</summary>
    private static string Named(TorchCall call, int at, string literals)
    {
        var sizes = literals.Split(new[] { ", " }, StringSplitOptions.None);
        var given = call.Arguments.Elements("sizes");
        for (var i = 0; i < given.Length && given.Length > 1; i++)
            if (IsNamed(given[i])) sizes[at + i] = CSharpText.Text(given[i].Syntax);
        return string.Join(", ", sizes);
    }
}
