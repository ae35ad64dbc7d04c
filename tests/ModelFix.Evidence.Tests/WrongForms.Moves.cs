using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelFix.Evidence.Tests;

/// <summary>Those of rules that cut, copy and move elements, and of divisions and clamps.</summary>
internal static partial class WrongForms
{
    private static IEnumerable<WrongForm> Moves() =>
    [
        new("MFX1006", "the part rounded down", "x.split(7 / 3, 1)", "[2, 7], the first piece",
            () => X(2, 7).chunk(3, 1)[0], () => X(2, 7).split(7 / 3, 1)[0]),
        new("MFX1007", "channels by pixels, as SpaceToDepth has them",
            "x.reshape(1, 2, 1, 2, 1, 2).permute(0, 3, 5, 1, 2, 4).reshape(1, 8, 1, 1)", "[1, 2, 2, 2]",
            () => nn.functional.pixel_unshuffle(X(1, 2, 2, 2), 2),
            () => X(1, 2, 2, 2).reshape(1, 2, 1, 2, 1, 2).permute(0, 3, 5, 1, 2, 4).reshape(1, 8, 1, 1)),
        new("MFX1008", "whole copies behind each other", "x.repeat(1, 2)", "[2, 3]",
            () => X(2, 3).repeat_interleave(2, 1), () => X(2, 3).repeat(1, 2)),
    ];

    private static IEnumerable<WrongForm> Divisions()
    {
        var halves = arange(-7.5, 8, 1, ScalarType.Float32);
        var integers = arange(-3, 4);
        return [
            new("MFX1102", "the static form, which ignores the mode", "torch.div(x, y, RoundingMode.floor)", "int64",
                () => integers.floor_divide(integers + 9), () => div(integers, integers + 9, RoundingMode.floor)),
            new("MFX1102", "the static form, which ignores the mode", "torch.div(x, 2, RoundingMode.floor)", "-7.5 to 7.5",
                () => halves.floor_divide(2), () => div(halves, 2, RoundingMode.floor)),
            new("MFX1102", "truncation", "x.div(2, RoundingMode.trunc)", "-7.5 to 7.5",
                () => halves.floor_divide(2), () => halves.div(2, RoundingMode.trunc)),
        ];
    }

    private static IEnumerable<WrongForm> Clamps()
    {
        var special = torch.tensor(Special);
        Tensor Huge() => torch.tensor(new[] { 1e300 }, dtype: ScalarType.Float64);
        return
        [
            new("MFX1101", "the largest float as maximum", "x.clamp(0, float.MaxValue)", "+inf",
                () => special.clamp(min: 0), () => special.clamp(0, float.MaxValue)),
            new("MFX1101", "the largest float as maximum, float64", "x.clamp(0, float.MaxValue)", "1e300",
                () => Huge().clamp(min: 0), () => Huge().clamp(0, float.MaxValue)),
            new("MFX1101", "the largest float as maximum, bfloat16", "x.clamp(0, float.MaxValue)", "bfloat16",
                () => special.to(ScalarType.BFloat16).clamp(min: 0), () => special.to(ScalarType.BFloat16).clamp(0, float.MaxValue)),
            new("MFX1101", "an infinite maximum for integers", "x.clamp(0, double.PositiveInfinity)", "int64",
                () => Integers(-1, 2).clamp(min: 0), () => Integers(-1, 2).clamp(0, double.PositiveInfinity)),
            new("MFX1101", "int64's largest for int32", "x.clamp(0, long.MaxValue)", "int32",
                () => Integers(-1, 2).to(ScalarType.Int32).clamp(min: 0),
                    () => Integers(-1, 2).to(ScalarType.Int32).clamp(0, long.MaxValue)),
            new("MFX1101", "int32's largest for int64", "x.clamp(0, int.MaxValue)", "2^40",
                () => Integers(1L << 40).clamp(min: 0), () => Integers(1L << 40).clamp(0, int.MaxValue)),
            new("MFX1101", "int32's largest for uint8", "x.clamp(0, int.MaxValue)", "uint8",
                () => Integers(1, 2).to(ScalarType.Byte).clamp(min: 0), () => Integers(1, 2).to(ScalarType.Byte).clamp(0, int.MaxValue)),
            new("MFX1101", "a large maximum by guess", "x.clamp(0, 1e6)", "NaN, infinities and large numbers",
                () => special.clamp(min: 0), () => special.clamp(0, 1e6)),
            new("MFX1101", "maximum for a minimum of 0: the gradient at 0", "torch.maximum(x, zero)", "0",
                () => AtZero(x => x.clamp(min: 0)), () => AtZero(x => torch.maximum(x, torch.zeros(1)))),
            new("MFX1101", "relu for a minimum of 0: the gradient at 0", "functional.relu(x)", "0",
                () => AtZero(x => x.clamp(min: 0)), () => AtZero(x => functional.relu(x))),
        ];
    }
}
