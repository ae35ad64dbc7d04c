using ModelFix.Core.Export;
using ModelFix.Core.Layers;
using ModelFix.Core.Operators;

namespace ModelFix.Cli.Tests.Export;

/// <summary>
/// Whatever operator of TorchSharp a forward calls, the functions of the native library that it comes down to are exported, read or
/// refused.
/// </summary>
public sealed class ExportedTableTests
{
    /// <summary>Operators that TorchSharp has no native function of their own for, and one that they come down to.</summary>
    private static readonly Dictionary<string, string> ComposedOf = new(StringComparer.Ordinal)
    {
        ["absolute"] = "abs", ["acosh"] = "arccosh", ["arccos"] = "acos", ["arcsin"] = "asin", ["arctan"] = "atan", ["arctan2"] = "atan2",
        ["asinh"] = "arcsinh", ["atanh"] = "arctanh", ["clip"] = "clamp", ["concat"] = "cat", ["concatenate"] = "cat", ["divide"] = "div",
        ["dropout1d"] = "dropout2d", ["expand_as"] = "expand", ["fix"] = "trunc", ["ger"] = "outer", ["greater"] = "gt",
        ["greater_equal"] = "ge", ["less"] = "lt", ["less_equal"] = "le", ["logsigmoid"] = "log_sigmoid", ["maximum"] = "max_elementwise",
        ["minimum"] = "min_elementwise", ["mish"] = "softplus", ["moveaxis"] = "movedim", ["multiply"] = "mul", ["negative"] = "neg",
        ["new_empty"] = "empty", ["new_full"] = "full", ["new_ones"] = "ones", ["new_zeros"] = "zeros", ["not_equal"] = "ne",
        ["softmax2d"] = "softmax", ["softmin"] = "softmax", ["softsign"] = "abs", ["square"] = "pow", ["subtract"] = "sub",
        ["swapaxes"] = "transpose", ["swapdims"] = "transpose", ["tanhshrink"] = "tanh", ["type_as"] = "to_type",
        ["upsample"] = "interpolate",
        ["upsample_bilinear"] = "interpolate", ["upsample_nearest"] = "interpolate", ["view_as"] = "view", ["zero"] = "zeros_out",
        ["type"] = "to_type", ["bool"] = "to_type", ["byte"] = "to_type", ["char"] = "to_type", ["short"] = "to_type",
        ["int"] = "to_type", ["long"] = "to_type", ["half"] = "to_type", ["bfloat16"] = "to_type", ["float"] = "to_type",
        ["double"] = "to_type", ["BoolTensor"] = "to_type", ["ByteTensor"] = "to_type", ["ShortTensor"] = "to_type",
        ["IntTensor"] = "to_type", ["LongTensor"] = "to_type", ["FloatTensor"] = "to_type", ["DoubleTensor"] = "to_type",
        ["adaptive_max_pool1d_with_indices"] = "adaptive_max_pool1d", ["adaptive_max_pool2d_with_indices"] = "adaptive_max_pool2d",
        // TorchSharp 0.107 calls the function of lines for volumes, which throws.
        ["adaptive_max_pool3d"] = "adaptive_max_pool1d", ["adaptive_max_pool3d_with_indices"] = "adaptive_max_pool1d",
        ["fractional_max_pool2d_with_indices"] = "fractional_max_pool2d",
        ["fractional_max_pool3d_with_indices"] = "fractional_max_pool3d",
    };

    /// <summary>
    /// Operators of which forward's own code makes the tensor, or which say nothing of its elements: no function computes them.
    /// </summary>
    private static readonly string[] ComputedNowhere =
        ["as_tensor", "from_array", "tensor", "cuda", "numel", "requires_grad", "with_requires_grad", "resize", "resize_as"];

    [Fact]
    public void EveryOperatorIsExportedReadOrRefused()
    {
        var functions = NativeCatalog.Rows.Select(r => Name(r.Name)).ToHashSet(StringComparer.Ordinal);
        bool IsNative(string name) => functions.Any(f => f == name || f.StartsWith(name + "_", StringComparison.Ordinal));

        var unknown = OperatorCatalog.Rows
            .Select(r => r.Name)
            .Where(n => !IsNative(n) && !ComputedNowhere.Contains(n) && !(ComposedOf.TryGetValue(n, out var other) && IsNative(other)))
            .Order(StringComparer.Ordinal);

        Assert.True(!unknown.Any(), string.Join(' ', unknown));
    }

    [Fact]
    public void NoComposedOperatorIsNative()
    {
        var functions = NativeCatalog.Rows.Select(r => Name(r.Name)).ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(ComposedOf.Keys, functions.Contains);
        Assert.DoesNotContain(ComposedOf.Keys.Concat(ComputedNowhere), n => OperatorCatalog.Named(n) is null);
    }

    private static string Name(string entry) => NativeNames.Shown(entry).Replace("functional_", "", StringComparison.Ordinal);
}
