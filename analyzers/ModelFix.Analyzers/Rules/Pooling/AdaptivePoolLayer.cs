using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Pooling;

/// <summary>
/// Adaptive pools that are layers: what to do depends on every call of the layer, so it is said once, where the layer is made.
/// </summary>
internal static class AdaptivePoolLayer
{
    /// <summary>The advice, or null where the layer does not run in exported code.</summary>
    public static PoolAdvice? Advise(Layer layer, TorchCompilation torch)
    {
        var pool = AdaptivePool.From(layer.Kind, layer.Arguments);
        return LayerPlace.Of(layer.Construction, torch.Symbols) switch
        {
            FieldPlace { Field: var field } => AdviseField(pool, layer, field, torch),
            CalledPlace { Call: var call } => torch.Exported.Contains(call) ? AdviseCalls(pool, ImmutableArray.Create(call), torch) : null,
            SequentialPlace place => PoolAmongOthers.Advise(pool, layer, SequentialInputs.OfLayer(place, torch), "Sequential", torch),
            ListPlace => PoolAmongOthers.Advise(
                pool, layer, SequentialInputs.InputsOf(layer.Construction, torch)?.Select(i => i.Shape).ToImmutableArray(), "list", torch),
            _ => PoolAdvice.CannotFollow(pool, "keep it in a private field of its own, so that its calls can be seen"),
        };
    }

    private static PoolAdvice? AdviseField(AdaptivePool pool, Layer layer, IFieldSymbol field, TorchCompilation torch)
    {
        if (ModuleFieldUses.Of(field, torch.Compilation) is not { } uses)
            return PoolAdvice.CannotFollow(pool, $"make '{field.Name}' private, so that no other code calls it");
        if (torch.Layers.AssignedValue(field)?.Syntax != layer.Construction.Syntax)
            return PoolAdvice.CannotFollow(pool, $"assign '{field.Name}' only once, so that it is known what it is");
        if (uses.Others.Concat(uses.State).FirstOrDefault() is { } other)
            return PoolAdvice.CannotFollow(pool, $"'{field.Name}' is used other than by calling it with one tensor: {other.Parent}");
        if (!uses.Calls.Any(torch.Exported.Contains)) return null;
        if (FixedPoolField(pool, layer, field, uses, torch) is { } replaced) return replaced;

        var advice = AdviseCalls(pool, uses.Calls, torch);
        if (advice.Fix is not { } fix) return advice;
        return advice with { Fix = fix with { Edits = fix.Edits.AddRange(FieldRemoval.Of(field, layer.Construction, uses)) } };
    }

    /// <summary>One fixed pool for all calls, made where the adaptive one was; null where the calls need different forms.</summary>
    private static PoolAdvice? FixedPoolField(
        AdaptivePool pool,
        Layer layer,
        IFieldSymbol field,
        ModuleFieldUses uses,
        TorchCompilation torch)
    {
        if (pool.Output.IsEmpty) return null;
        var shapes = uses.Calls.Select(c => torch.ShapeOf(InputOf(c))).ToList();
        var forms = shapes.Select((s, i) => PoolForm.Of(pool, s, torch.StyleAt(uses.Calls[i].Syntax))).Distinct().ToList();
        if (forms.Count != 1 || forms[0] is not WindowForm window) return null;
        if (FixedPoolLayer.Edits(layer, window, torch) is not { } construction) return null;
        if (FixedPoolLayer.TypeEdits(field, window, torch) is not { } type) return null;
        return PoolAdvice.Rewrite(pool, shapes[0], window, construction.AddRange(type));
    }

    /// <summary>A form of its own for every call.</summary>
    private static PoolAdvice AdviseCalls(AdaptivePool pool, ImmutableArray<IInvocationOperation> calls, TorchCompilation torch)
    {
        if (pool.Output.IsEmpty) return PoolAdvice.SizeNotConstant(pool);
        var edits = ImmutableArray.CreateBuilder<SourceEdit>();
        PoolForm? shown = null;
        BinsForm? added = null;
        foreach (var call in calls)
        {
            var style = torch.StyleAt(call.Syntax);
            var shape = torch.ShapeOf(InputOf(call));
            if (PoolForm.Of(pool, shape, style) is not { } form) return PoolAdvice.ShapeNotKnown(pool, shape);
            if (form.Obstacle is { } obstacle) return PoolAdvice.ByHand(pool, form, obstacle);
            if (form.Edits(call.Syntax, InputOf(call).Syntax, style, torch.Symbols) is not { } made)
                return PoolAdvice.ByHand(pool, form, "a comment stands inside a call");
            if (form is BinsForm bins)
            {
                if (added is not null && added.Bins.SequenceEqual(bins.Bins) && !added.Dims.SequenceEqual(bins.Dims))
                    return PoolAdvice.ByHand(pool, form, "its inputs differ in rank");
                added = bins;
            }

            edits.AddRange(made);
            shown ??= form;
        }

        return PoolAdvice.Rewrite(pool, torch.ShapeOf(InputOf(calls[0])), shown!, edits.ToImmutable());
    }

    private static IOperation InputOf(IInvocationOperation call) => call.Arguments[0].Value.WithoutImplicitConversions();
}
