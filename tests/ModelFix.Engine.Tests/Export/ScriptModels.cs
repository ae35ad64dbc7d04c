using ModelFix.Core.Export;
using ModelFix.Core.Values;
using ModelFix.Engine.Export.TorchScript;

namespace ModelFix.Engine.Tests.Export;

/// <summary>TorchScript models as conversions give them.</summary>
internal static class ScriptModels
{
    public static readonly ReturnedValue Tensor = new(ReturnedKind.Tensor, null, []);

    public static readonly ScriptModel Empty = new(
        [new GraphPort("x", ElementType.Float32, ["N"])],
        [],
        [new GraphPort("output", ElementType.Float32, ["N"])],
        ["x"],
        Tensor,
        [],
        []);

    public static ScriptWeight Weight(string name, TensorData data, bool isParameter = true) => new(name, isParameter, data);

    public static TensorData Floats(params float[] numbers) =>
        new(ElementType.Float32, [numbers.Length], [.. numbers.SelectMany(BitConverter.GetBytes)]);
}
