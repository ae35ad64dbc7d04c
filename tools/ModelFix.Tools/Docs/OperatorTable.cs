using System.Globalization;
using ModelFix.Core.Export;
using ModelFix.Core.Layers;

namespace ModelFix.Tools.Docs;

/// <summary>Which functions of TorchSharp's native library are exported from which opset on, and which are not and why.</summary>
internal static class OperatorTable
{
    public static string Text() => Documentation.Table(
        ["From opset", "Exported as ONNX, and as TorchScript"],
        NativeCatalog.Rows
            .Where(r => r is { Refusal: null, ReadsElements: false })
            .GroupBy(r => r.Opset)
            .OrderBy(g => g.Key)
            .Select(g => (IReadOnlyList<string>)[g.Key.ToString(CultureInfo.InvariantCulture), Names(g)]))
        + "\n"
        + Documentation.Table(
            ["Not exported", "Why"],
            NativeCatalog.Rows
                .Where(r => r.Refusal is not null || r.ReadsElements)
                .GroupBy(r => r.Refusal ?? "it reads a number of a tensor, which is refused where that depends on an input")
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (IReadOnlyList<string>)[Names(g), g.Key]));

    private static string Names(IEnumerable<NativeRow> rows) => string.Join(
        ", ", rows.Select(r => $"`{NativeNames.Shown(r.Name)}`").Distinct().Order(StringComparer.Ordinal));
}
