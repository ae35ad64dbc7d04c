using System.Collections.Immutable;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Pooling;

/// <summary>What there is to say about one adaptive pool.</summary>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="IsSuggestion">True where the pool exports and could merely be written more plainly.</param>
internal sealed record PoolAdvice(string Message, bool IsSuggestion)
{
    public Fix? Fix { get; init; }

    public Equality Equality { get; init; }

    public static PoolAdvice SizeNotConstant(AdaptivePool pool) =>
        new($"{pool.Name} to a size that is not a constant does not export; make the output size a literal", IsSuggestion: false);

    public static PoolAdvice ShapeNotKnown(AdaptivePool pool, TensorShape shape) => new(
        $"{pool.Name} to {pool.Size} does not export where the input's size is not known, and all that is known here is {shape.Display}; "
        + $"state the input's sizes in the doc comment of forward or in modelfix.json{Failing(pool)}",
        IsSuggestion: false);

    /// <summary>A form exists that ModelFix does not write here.</summary>
    public static PoolAdvice ByHand(AdaptivePool pool, PoolForm form, string reason) =>
        new($"{Problem(pool, form, from: "")}; {form.Says} is the same, to be written by hand: {reason}{Failing(pool)}", Exports(pool));

    /// <summary>The form is not even known: it depends on calls that cannot be seen.</summary>
    public static PoolAdvice CannotFollow(AdaptivePool pool, string reason) => new(
        (pool.IsToOne
            ? ToOne(pool)
            : $"{pool.Name} to {pool.Size} exports only where the exporter knows the input's size and the output divides it")
        + $"; {reason}{Failing(pool)}",
        Exports(pool));

    public static PoolAdvice Rewrite(AdaptivePool pool, TensorShape shape, PoolForm form, ImmutableArray<SourceEdit> edits)
    {
        var from = PoolForm.BinsOf(pool, shape) is { } bins ? $" from {string.Join("x", bins.Select(b => b.Size))}" : "";
        return new($"{Problem(pool, form, from)}; {form.Says} is the same{Failing(pool)}", Exports(pool))
        {
            Fix = new Fix($"Use {form.Says}", edits),
            Equality = form.Equality,
        };
    }

    private static string Problem(AdaptivePool pool, PoolForm form, string from) => form switch
    {
        CopyForm => $"{pool.Name}{from} to {pool.Size} changes nothing",
        BinsForm => $"{pool.Name}{from} to {pool.Size} has bins that are no windows of a fixed pool, which no exporter takes",
        _ when pool.IsToOne => ToOne(pool),
        _ => $"{pool.Name}{from} to {pool.Size} exports only where the exporter knows the input's size and the output divides it",
    };

    private static bool Exports(AdaptivePool pool) => pool.IsToOne && !pool.FailsInTorchSharp;

    private static string ToOne(AdaptivePool pool) =>
        $"{pool.Name} to size 1 takes the {(pool.IsAverage ? "mean" : "largest value")} of the last {(pool.Dims == 1 ? "dim" : $"{pool.Dims} dims")}";

    private static string Failing(AdaptivePool pool) =>
        pool.FailsInTorchSharp ? $" (in TorchSharp 0.105.2 to 0.107 {pool.Name} throws)" : "";
}
