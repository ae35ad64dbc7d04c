using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Pooling;

/// <summary>What an adaptive pool of an input of a certain shape is written as.</summary>
/// <param name="Equality">In which sense it is the same.</param>
/// <param name="Says">What the form is, as a message and a title continue: "mean(new long[] { 2, 3 }, true)".</param>
internal abstract record PoolForm(Equality Equality, string Says)
{
    /// <summary>The form, or null where it needs sizes that are not known.</summary>
    public static PoolForm? Of(AdaptivePool pool, TensorShape shape, SourceStyle style)
    {
        if (shape.Rank is { } rank && rank != pool.Dims + 1 && rank != pool.Dims + 2) return null;
        var dims = Enumerable
            .Range(0, pool.Dims)
            .Select(i => (long)(i - pool.Dims))
            .Select(d => shape.FromFront(d) ?? d)
            .ToImmutableArray();
        if (pool.IsToOne) return ReductionForm.Of(pool, dims, style);

        if (BinsOf(pool, shape) is not { } bins) return null;
        if (bins.All(b => b.Size == b.Count)) return new CopyForm(pool);
        return bins.All(b => b.AreWindows) ? WindowForm.Of(pool, bins) : new BinsForm(pool, bins, dims);
    }

    /// <summary>How the shape is cut, or null where a pooled dim's size is not known.</summary>
    public static ImmutableArray<Bins>? BinsOf(AdaptivePool pool, TensorShape shape)
    {
        var bins = ImmutableArray.CreateBuilder<Bins>(pool.Dims);
        for (var i = 0; i < pool.Dims; i++)
        {
            if (shape[i - pool.Dims]?.Constant is not (> 0 and { } size)) return null;
            bins.Add(new Bins(size, pool.Output[i]));
        }

        return bins.ToImmutable();
    }

    /// <summary>Why the form is not written though it is known, or null.</summary>
    public virtual string? Obstacle => null;

    /// <summary>The edits that turn a call into this form, or null where they would lose a comment.</summary>
    /// <param name="call">The call of the function or of the layer.</param>
    /// <param name="input">The expression that is pooled.</param>
    /// <param name="style">The style at the call.</param>
    /// <param name="symbols">TorchSharp's types.</param>
    public abstract ImmutableArray<SourceEdit>? Edits(SyntaxNode call, SyntaxNode input, SourceStyle style, TorchSymbols symbols);

    /// <summary>
    /// The call with other text before and after its input, which itself stays as it is so that other fixes can work in it.
    /// </summary>
    protected static ImmutableArray<SourceEdit>? Around(SyntaxNode call, SyntaxNode input, string before, string after)
    {
        var tree = call.SyntaxTree;
        var head = Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(call.SpanStart, input.SpanStart);
        var tail = Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(input.Span.End, call.Span.End);
        if (CSharpText.HasComments(tree, head) || CSharpText.HasComments(tree, tail)) return null;
        return ImmutableArray.Create(new SourceEdit(tree, head, before), new SourceEdit(tree, tail, after));
    }

    /// <summary>The call as a method of its input.</summary>
    protected static ImmutableArray<SourceEdit>? AsMethod(SyntaxNode call, SyntaxNode input, string method)
    {
        var needsParentheses = CSharpText.AsReceiver(input) != CSharpText.Text(input);
        return Around(call, input, needsParentheses ? "(" : "", (needsParentheses ? ")" : "") + method);
    }

    /// <summary>A kernel or stride: one number where all dims agree, else a tuple.</summary>
    protected static string Sizes(ImmutableArray<long> sizes) => sizes.Distinct().Count() == 1
        ? CSharpText.Of(sizes[0])
        : "(" + string.Join(", ", sizes.Select(CSharpText.Of)) + ")";
}

/// adaptive_avg_pool2d(x, 1)  =>  x.mean(new long[] { 2, 3 }, true);  adaptive_max_pool2d(x, 1)  =>  x.amax(new long[] { 2, 3 }, true)
/// The mean is what libtorch itself computes for one bin, bit for bit. amax shares the gradient out among equal largest values.
internal sealed record ReductionForm(Equality Equality, string Method) : PoolForm(Equality, Method)
{
    public static ReductionForm Of(AdaptivePool pool, ImmutableArray<long> dims, SourceStyle style) => new(
        pool.IsAverage ? Equality.BitExact : Equality.InferenceOnly,
        (pool.IsAverage ? "mean" : "amax") + $"({style.Longs(dims)}, true)");

    public override ImmutableArray<SourceEdit>? Edits(SyntaxNode call, SyntaxNode input, SourceStyle style, TorchSymbols symbols) =>
        AsMethod(call, input, "." + Method);
}

/// adaptive_max_pool2d(x, size of x)  =>  x.clone()
/// Pooling gives a new tensor, which code may write to or dispose. An average turns -0 into +0.
internal sealed record CopyForm(AdaptivePool Pool) : PoolForm(Pool.IsAverage ? Equality.Tolerance : Equality.BitExact, "clone()")
{
    public override ImmutableArray<SourceEdit>? Edits(SyntaxNode call, SyntaxNode input, SourceStyle style, TorchSymbols symbols) =>
        AsMethod(call, input, ".clone()");
}

/// adaptive_avg_pool2d(x, out)  =>  avg_pool2d(x, kernel, stride, count_include_pad: false), stride = in / out, kernel = in - (out - 1) *
/// stride Exact only where in mod out is 0 or 1; the quotient of the sum is rounded once instead of once a dim, so an average is within
/// 1.2e-7. count_include_pad says nothing without padding, but some exporters write a needless Pad node for its default.
internal sealed record WindowForm(AdaptivePool Pool, string Kernel, string Stride)
    : PoolForm(Pool.IsAverage ? Equality.Tolerance : Equality.BitExact, $"a fixed pool with kernel {Kernel} and stride {Stride}")
{
    public static WindowForm Of(AdaptivePool pool, ImmutableArray<Bins> bins) => new(
        pool,
        Sizes(bins.Select(b => b.Kernel).ToImmutableArray()),
        Sizes(bins.Select(b => b.Stride).ToImmutableArray()));

    /// <summary>The layer's factory: AvgPool2d.</summary>
    public string LayerName => Pool.Name.Replace("Adaptive", "");

    /// <summary>The arguments of the layer's factory. One number and a tuple do not mix: no overload takes them.</summary>
    public string LayerArguments => $"{Argument(Kernel)}, {Argument(Stride)}{Ending}";

    public override ImmutableArray<SourceEdit>? Edits(SyntaxNode call, SyntaxNode input, SourceStyle style, TorchSymbols symbols)
    {
        var arguments = Pool.Dims == 3 ? $"{Array(Kernel, style)}, {Array(Stride, style)}" : $"{Argument(Kernel)}, {Argument(Stride)}";
        return Around(call, input, Function(style) + "(", $", {arguments}{Ending})");
    }

    private string Ending => Pool.IsAverage ? ", count_include_pad: false" : "";

    private string Function(SourceStyle style) => style.Functional($"{(Pool.IsAverage ? "avg" : "max")}_pool{Pool.Dims}d");

    private string Argument(string sizes) => Kernel[0] == '(' || Stride[0] == '(' ? Tuple(sizes) : sizes;

    private string Tuple(string sizes) => sizes[0] == '(' ? sizes : "(" + string.Join(", ", Enumerable.Repeat(sizes, Pool.Dims)) + ")";

    private string Array(
        string sizes,
        SourceStyle style) => style.Longs(Tuple(sizes).Trim('(', ')').Split(new[] { ", " }, StringSplitOptions.None));
}
