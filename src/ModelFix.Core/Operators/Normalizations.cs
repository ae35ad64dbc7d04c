
namespace ModelFix.Core.Operators;

/// <summary>Normalisation, and dropout, which hands its input back in eval mode.</summary>
internal static class Normalizations
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each(
            "normalize batch_norm group_norm layer_norm instance_norm local_response_norm F -",
            Storage.New,
            c => c.Result(c.Shape),
            keepsRank: true),
        .. Operator.Each(
            "dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout F -",
            Storage.OfInput,
            c => c.Result(c.Shape),
            keepsRank: true),
    ];
}
