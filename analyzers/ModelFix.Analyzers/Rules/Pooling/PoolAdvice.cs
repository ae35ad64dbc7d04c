using System.Collections.Immutable;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Pooling;

/// <summary>What there is to say about one adaptive pool.</summary>
/// <param name="Problem">What is wrong.</param>
/// <param name="Instead">What to do.</param>
/// <param name="IsSuggestion">True where the pool exports and could merely be written more plainly.</param>
internal sealed record PoolAdvice(PoolProblem Problem, string Instead, bool IsSuggestion)
{
    public Fix? Fix { get; init; }

    public Equality Equality { get; init; }

    /// <summary>What has to hold where the dtype is not known to be another one; null for nothing.</summary>
    public string? Assumption { get; init; }

    public static PoolAdvice SizeNotConstant(AdaptivePool pool) =>
        new(
            new PoolProblem(pool.Name, "a size that is not a constant", "does not export"),
            "make the output size a literal",
            IsSuggestion: false);

    public static PoolAdvice ShapeNotKnown(AdaptivePool pool, TensorShape shape) => new(
        new PoolProblem(
            pool.Name,
            pool.Size,
            $"does not export where the input's size is not known, and all that is known here is {shape.Display}"),
        "state the input's sizes in the doc comment of forward or in modelfix.json",
        IsSuggestion: false);

    /// <summary>A form exists that ModelFix does not write here.</summary>
    public static PoolAdvice ByHand(AdaptivePool pool, PoolForm form, string reason) =>
        new(
            PoolProblem.Of(pool, form, from: ""),
            $"{form.Says} is the same, to be written by hand: {reason}",
            pool.IsToOne);

    /// <summary>The form is not even known: it depends on calls that cannot be seen.</summary>
    public static PoolAdvice CannotFollow(AdaptivePool pool, string reason) => pool.Output.IsEmpty
        ? SizeNotConstant(pool)
        : new(pool.IsToOne ? PoolProblem.ToOne(pool) : PoolProblem.MustDivide(pool, from: ""), reason, pool.IsToOne);

    public static PoolAdvice Rewrite(AdaptivePool pool, TensorShape shape, PoolForm form, ImmutableArray<SourceEdit> edits)
    {
        var from = PoolForm.BinsOf(pool, shape) is { } bins ? $" from {string.Join("x", bins.Select(b => b.Size))}" : "";
        return new(PoolProblem.Of(pool, form, from), $"{form.Says} is the same", pool.IsToOne)
        {
            Fix = new Fix($"Use {form.Says}", edits),
            Equality = form.Equality,
            // Of the fixed pools libtorch has this one alone not for it.
            Assumption = form is WindowForm { Pool: { IsAverage: true, Dims: 3 } } ? "it does not run in float16 on the CPU" : null,
        };
    }
}

/// <summary>What is wrong with an adaptive pool: "AdaptiveAvgPool2d from 7x7 to 3x3 exports only where …".</summary>
/// <param name="Pool">The pool, and from what size where it is known.</param>
/// <param name="To">To what size.</param>
/// <param name="What">What is wrong with that.</param>
internal sealed record PoolProblem(string Pool, string To, string What)
{
    public static PoolProblem Of(AdaptivePool pool, PoolForm form, string from) => form switch
    {
        CopyForm => new(pool.Name + from, pool.Size, "changes nothing"),
        BinsForm => new(pool.Name + from, pool.Size, "has bins that are no windows of a fixed pool, which no exporter takes"),
        _ when pool.IsToOne => ToOne(pool),
        _ => MustDivide(pool, from),
    };

    public static PoolProblem MustDivide(AdaptivePool pool, string from) =>
        new(pool.Name + from, pool.Size, "exports only where the exporter knows the input's size and the output divides it");

    public static PoolProblem ToOne(AdaptivePool pool) => new(
        pool.Name,
        "size 1",
        $"takes the {(pool.IsAverage ? "mean" : "largest value")} of the last {(pool.Dims == 1 ? "dim" : $"{pool.Dims} dims")}");
}
