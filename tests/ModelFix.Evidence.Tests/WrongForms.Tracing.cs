using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelFix.Evidence.Tests;

/// <summary>Those of writes into arguments, of resizing and of branches on values.</summary>
internal static partial class WrongForms
{
    private static IEnumerable<WrongForm> ArgumentMutations() =>
    [
        new("MFX1306", "a comparison", "x = x.gt(0) for x.gt_(0)", "[2, 3]", () => X(2, 3).gt_(0), () => X(2, 3).gt(0)),
        new("MFX1306", "an operand of another dtype", "x = x.add(y) for x.add_(y)", "[2, 3], y float64",
            () => X(2, 3).add_(X(2, 3).to(ScalarType.Float64)), () => X(2, 3).add(X(2, 3).to(ScalarType.Float64))),
    ];

    private static IEnumerable<WrongForm> Resizings() =>
    [
        new(
            "MFX1501",
            "the quotient as the factor, 11 to 15",
            "interpolate(x, scale_factor: new double[] { 15.0 / 11, 15.0 / 11 })",
            "[1, 1, 11, 11]",
            () => functional.interpolate(X(1, 1, 11, 11), size: [15, 15]),
            () => functional.interpolate(X(1, 1, 11, 11), scale_factor: [15.0 / 11, 15.0 / 11])),
        new(
            "MFX1501",
            "without align_corners",
            "interpolate(x, scale_factor: new double[] { 2, 2 }, mode: InterpolationMode.Bilinear)",
            "[1, 1, 4, 5]",
            () => functional.interpolate(X(1, 1, 4, 5), size: [8, 10], mode: InterpolationMode.Bilinear, align_corners: true),
            () => functional.interpolate(X(1, 1, 4, 5), scale_factor: [2, 2], mode: InterpolationMode.Bilinear)),
    ];

    private static IEnumerable<WrongForm> Choices()
    {
        var (t, a, b) = (torch.tensor(0.1f), torch.ones(2), torch.zeros(2));
        return
        [
            new("MFX1701", "a double as the bound", "torch.where(t > 0.1, a, b) for t.item<float>() > 0.1", "0.1f",
                () => t.item<float>() > 0.1 ? a : b, () => torch.where(t > 0.1, a, b)),
        ];
    }
}
