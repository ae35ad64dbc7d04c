using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Images that are sampled at the places of a grid.</summary>
internal static class NativeGridSample
{
    /// <summary>libtorch's operator numbers the modes otherwise than TorchSharp: bilinear, nearest; zeros, border, reflection.</summary>
    public static string SampledInScript(ScriptCall call)
    {
        var mode = call.Integer("mode") switch
        {
            0 => 1,
            2 => 0,
            _ => throw call.Refuse("its mode is not exported"),
        };
        var padding = call.Integer("padding_mode") switch
        {
            0 => 0,
            1 => 2,
            2 => 1,
            _ => throw call.Refuse("its padding mode is not exported"),
        };
        var corners = ScriptCall.Boolean(call.Integer("align_corners") == 1);
        return call.Filled($"torch.grid_sampler({{input}}, {{grid}}, {mode}, {padding}, {corners})");
    }

    /// <summary>One node; its modes have other names from opset 20 on, which also has that of volumes.</summary>
    public static GraphValue Sampled(ExportCall call)
    {
        var input = call.Tensor("input");
        if (input.Type != ElementType.Float32) throw call.Refuse("it is exported of float32 only");
        if (input.Rank == 5 && call.Opset < 20) throw call.Refuse("that of volumes is in ONNX from opset 20 on (--opset 20)");
        var isNew = call.Opset >= 20;
        // TorchSharp's GridSampleMode and GridSamplePaddingMode.
        var mode = call.Integer("mode") switch
        {
            0 => "nearest",
            2 => isNew ? "linear" : "bilinear",
            _ => throw call.Refuse("its mode is not exported"),
        };
        var padding = call.Integer("padding_mode") switch
        {
            0 => "zeros",
            1 => "reflection",
            2 => "border",
            _ => throw call.Refuse("its padding mode is not exported"),
        };
        return call.Write.Node(
            "GridSample",
            [input, call.Tensor("grid")],
            ("mode", mode),
            ("padding_mode", padding),
            ("align_corners", call.Integer("align_corners") == 1 ? 1L : 0L));
    }
}
