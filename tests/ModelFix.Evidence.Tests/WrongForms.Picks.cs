using TorchSharp;
using static TorchSharp.torch;

namespace ModelFix.Evidence.Tests;

/// <summary>Those of rules about elements that are picked, padded and interpolated.</summary>
internal static partial class WrongForms
{
    private static IEnumerable<WrongForm> Resamplings()
    {
        Tensor Resized(InterpolationMode mode, bool? aligned) =>
            nn.functional.interpolate(X(1, 1, 4, 5), new long[] { 8, 10 }, null, mode, aligned);
        return
        [
            new("MFX1502", "the nearest element for bilinear", "interpolate(x, size, mode: InterpolationMode.Nearest)",
                "[1, 1, 4, 5] to [8, 10]",
                () => Resized(InterpolationMode.Bilinear, false), () => Resized(InterpolationMode.Nearest, null)),
            new("MFX1502", "without align_corners", "interpolate(x, size, mode: InterpolationMode.Bilinear)",
                "[1, 1, 4, 5] to [8, 10], with it",
                () => Resized(InterpolationMode.Bilinear, true), () => Resized(InterpolationMode.Bilinear, false)),
        ];
    }

    private static IEnumerable<WrongForm> SamePaddings() =>
    [
        new("MFX1504", "half of an even kernel on either side", "conv2d(x, w, padding: new long[] { 1, 1 }), w of [1, 1, 2, 2]",
            "[1, 1, 4, 4]",
            () => nn.Conv2d(1, 1, 2, Padding.Same).call(X(1, 1, 4, 4)), () => nn.Conv2d(1, 1, 2, padding: 1).call(X(1, 1, 4, 4))),
        new("MFX1504", "zeros behind alone as padding on either side",
            "conv2d(x, w, strides: new long[] { 2, 2 }, padding: new long[] { 1, 1 }) for pad(x, (0, 1, 0, 1))", "[1, 1, 4, 4]",
            () => nn.functional.conv2d(nn.functional.pad(X(1, 1, 4, 4), (0, 1, 0, 1)), X(1, 1, 3, 3), strides: [2, 2]),
            () => nn.functional.conv2d(X(1, 1, 4, 4), X(1, 1, 3, 3), strides: [2, 2], padding: [1, 1])),
    ];

    private static IEnumerable<WrongForm> CircularPads() =>
    [
        new("MFX1505", "the ends exchanged", "cat(new[] { x.narrow(2, 0, 1), x, x.narrow(2, 4, 1) }, 2)", "[1, 1, 5]",
            () => nn.functional.pad(X(1, 1, 5), (1, 1), PaddingModes.Circular),
            () => cat(new[] { X(1, 1, 5).narrow(2, 0, 1), X(1, 1, 5), X(1, 1, 5).narrow(2, 4, 1) }, 2)),
    ];

    private static IEnumerable<WrongForm> Picks()
    {
        var infinite = torch.tensor(new[] { 1f, float.PositiveInfinity, 2 }, 1, 3);
        var first = zeros(1, 1, dtype: ScalarType.Int64);
        return
        [
            new("MFX1601", "a product with a mask", "(x * i.eq(arange(3))).sum(1, true)", "[1, 3], one element infinite",
                () => infinite.gather(1, first), () => (infinite * first.eq(arange(3))).sum(1, true)),
            new("MFX1602", "a product with the mask", "(x * (x < 3)).sum()", "[1, 3], one element infinite",
                () => infinite[infinite < 3].sum(), () => (infinite * (infinite < 3)).sum()),
            new("MFX1604", "a matrix product without bringing the dims in order", "matmul(x, y)", "[3, 3] and [3, 3], ij,kj->ik",
                () => einsum("ij,kj->ik", X(3, 3), X(3, 3)), () => matmul(X(3, 3), X(3, 3))),
        ];
    }
}
