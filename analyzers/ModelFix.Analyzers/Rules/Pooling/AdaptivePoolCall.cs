using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Pooling;

/// <summary>Adaptive pools that are functions.</summary>
internal static class AdaptivePoolCall
{
    public static PoolAdvice Advise(TorchCall call, TorchCompilation torch)
    {
        var pool = AdaptivePool.From(call.Operator, call.Arguments);
        var style = torch.StyleAt(call.Syntax);
        var shape = torch.ShapeOf(call.Input);
        if (pool.Output.IsEmpty) return PoolAdvice.SizeNotConstant(pool);
        if (PoolForm.Of(pool, shape, style) is not { } form) return PoolAdvice.ShapeNotKnown(pool, shape);
        if (form.Obstacle is { } obstacle) return PoolAdvice.ByHand(pool, form, obstacle);
        return form.Edits(call.Syntax, call.Input.Syntax, style, torch.Symbols) is { } edits
            ? PoolAdvice.Rewrite(pool, shape, form, edits)
            : PoolAdvice.ByHand(pool, form, "a comment stands inside the call");
    }
}
