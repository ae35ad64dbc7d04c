using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelFix.Evidence.Tests;

/// <summary>Those of reductions, and of the options of pools.</summary>
internal static partial class WrongForms
{
    private static IEnumerable<WrongForm> GroupNorms()
    {
        Tensor Normal(Tensor x) => functional.group_norm(x, 2).reshape(2, 2, 60);
        Tensor Centred(Tensor g) => g - g.mean([2], true);
        Tensor Groups(Tensor x) => x.reshape(2, 2, 60);
        Tensor Offset() => X(2, 6, 4, 5) + 1000;
        return
        [
            new("MFX1203", "the unbiased variance",
                "(g - g.mean(d, true)) / (g.var(2, keepdim: true) + 1e-5).sqrt(), d = new long[] { 2 }", "[2, 6, 4, 5] in 2 groups",
                () => Normal(X(2, 6, 4, 5)),
                () => Centred(Groups(X(2, 6, 4, 5))) / (Groups(X(2, 6, 4, 5)).var(2, keepdim: true) + 1e-5).sqrt()),
            new("MFX1203", "the mean of squares less the square of the mean",
                "(g - m) / ((g * g).mean(d, true) - m * m + 1e-5).sqrt(), m = g.mean(d, true)",
                "[2, 6, 4, 5] around 1000, in 2 groups",
                () => Normal(Offset()),
                () => Centred(Groups(Offset())) / ((Groups(Offset()) * Groups(Offset())).mean([2], true)
                    - Groups(Offset()).mean([2], true).square() + 1e-5).sqrt()),
        ];
    }

    private static IEnumerable<WrongForm> WholeMeans() =>
        from shape in new long[][] { [3, 7], [4, 3, 4, 5], [2, 3, 4, 5] }
        select new WrongForm(
            "MFX1204", "the mean of each sample", "x - x.flatten(1).mean(new long[] { 1 }, true)", $"[{string.Join(", ", shape)}]",
            () => X(shape) - X(shape).mean(), () => X(shape) - X(shape).flatten(1).mean([1], true));

    private static IEnumerable<WrongForm> UnbatchedPools() =>
    [
        new("MFX1402", "every second plane up to a multiple of 2",
            "max_pool2d(x.index_select(1, torch.tensor(new long[] { 0, 2 })), 2, 2)", "[2, 5, 4, 4], kernel (1, 2, 2), stride 2",
            () => functional.max_pool3d(X(2, 5, 4, 4), [1, 2, 2], [2, 2, 2]),
            () => functional.max_pool2d(X(2, 5, 4, 4).index_select(1, Integers(0, 2)), 2, 2)),
    ];

    private static IEnumerable<WrongForm> PoolOptions() =>
    [
        new("MFX1403", "where there is padding", "avg_pool2d(x, 3, 2, 1, count_include_pad: false)", "[1, 2, 5, 5]",
            () => functional.avg_pool2d(X(1, 2, 5, 5), 3, 2, 1),
            () => functional.avg_pool2d(X(1, 2, 5, 5), 3, 2, 1, count_include_pad: false)),
        new("MFX1403", "ceil_mode: false where something is left over", "max_pool2d(x, 2)", "[1, 2, 5, 5]",
            () => functional.max_pool2d(X(1, 2, 5, 5), 2, ceil_mode: true), () => functional.max_pool2d(X(1, 2, 5, 5), 2)),
    ];

    private static IEnumerable<WrongForm> PRelus()
    {
        Tensor Weight() => torch.tensor(new[] { 0.1f, 0.2f, 0.3f });
        Tensor Infinity() => torch.full([1], float.PositiveInfinity);
        return
        [
            new("MFX1205", "the weight without a view", "functional.relu(x) - weight * functional.relu(-x)",
                "[2, 3, 4, 3], weights 0.1, 0.2, 0.3",
                () => X(2, 3, 4, 3).prelu(Weight()),
                () => functional.relu(X(2, 3, 4, 3)) - Weight() * functional.relu(-X(2, 3, 4, 3))),
            new("MFX1205", "the product with what relu leaves", "functional.relu(x) + weight * (x - functional.relu(x))", "infinity",
                () => Infinity().prelu(torch.full([1], 0.25f)),
                () => functional.relu(Infinity()) + 0.25f * (Infinity() - functional.relu(Infinity()))),
        ];
    }

    private static IEnumerable<WrongForm> Spreads()
    {
        Tensor Offset() => X(2, 3, 4) + 1000;
        return
        [
            new("MFX1206", "unbiased: false alone", "x.std(1, unbiased: false)", "[2, 3, 4]",
                () => X(2, 3, 4).std(1), () => X(2, 3, 4).std(1, unbiased: false)),
            new("MFX1206", "the mean of squares less the square of the mean",
                "((x * x).mean(d) - x.mean(d).square()).mul(3.0 / 2), d = new long[] { 1 }", "[2, 3, 4] around 1000",
                () => Offset().var(1), () => ((Offset() * Offset()).mean([1]) - Offset().mean([1]).square()).mul(3.0 / 2)),
            new("MFX1206", "the root of a sum of squares, the gradient", "(x * x).sum().sqrt()", "zeros",
                () => AtZero(x => x.norm()), () => AtZero(x => (x * x).sum().sqrt())),
        ];
    }
}
