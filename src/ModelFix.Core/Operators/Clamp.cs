using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Bounds on each element.</summary>
internal static class Clamp
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("""
            clamp clamp_min clamp_max TS TS
            clip TS -
            """, Storage.New, Result),
    ];

    private static Value Result(OperatorCall call)
    {
        var bounds = new[] { "min", "max" }.Where(call.IsGiven).ToList();
        if (bounds.Any(b => call.Tensor(b) is not null)) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var type = call.Type;
        foreach (var bound in bounds) type = Promotion.WithScalar(type, Promotion.IsFractional(call.Arguments[bound]!));
        return call.Result(call.Shape, type);
    }
}
