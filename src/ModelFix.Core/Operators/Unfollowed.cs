
namespace ModelFix.Core.Operators;

/// <summary>Operators of whose shapes nothing is said.</summary>
internal static class Unfollowed
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("numel S -", Storage.New),
        // TorchSharp hands the operands of baddbmm on in another order than it names them; tensordot with a number of dims always throws.
        .. Operator.Each("baddbmm TS -", Storage.New),
        .. Operator.Each("tensordot TS -", Storage.Overlapping),
        .. Operator.Each("resize resize_as set - T", Storage.Unknown, reshapesInPlace: true),
    ];
}
