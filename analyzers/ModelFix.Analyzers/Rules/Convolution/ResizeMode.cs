using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Convolution;

/// <summary>How a resize that is not nearest computes what lies between elements.</summary>
/// <param name="Name">Linear, Bilinear, Trilinear or Bicubic.</param>
/// <param name="IsAligned">Whether corners are aligned; null where that is not constant.</param>
internal sealed record ResizeMode(string Name, bool? IsAligned)
{
    /// <summary>The mode of a function or of the layer, or null where it copies elements or is not constant.</summary>
    public static ResizeMode? Of(string name, TorchArguments arguments)
    {
        var mode = name == "upsample_bilinear" ? "Bilinear" : (arguments["mode"] as IFieldReferenceOperation)?.Field.Name;
        if (mode is not ("Linear" or "Bilinear" or "Trilinear" or "Bicubic")) return null;
        if (arguments["align_corners"] is not { } aligned) return new ResizeMode(mode, IsAligned: false);
        return new ResizeMode(mode, aligned.ConstantValue.HasValue ? aligned.ConstantValue.Value is true : null);
    }

    /// <summary>What becomes of it.</summary>
    public string Damage => Name == "Bicubic"
        ? "exports from opset 11 on, and no TensorRT takes it"
        : IsAligned == true
            ? "and with aligned corners exports from opset 11 on"
            : "exports with wrong numbers before opset 11";
}
