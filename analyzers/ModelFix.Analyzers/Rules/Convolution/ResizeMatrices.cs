using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Convolution;

/// <summary>Two matrices that resize planes: one that makes rows of rows, and one that makes columns of columns.</summary>
/// <param name="Mode">Bilinear or Bicubic.</param>
/// <param name="IsAligned">Whether corners are aligned.</param>
/// <param name="From">Height and width.</param>
/// <param name="To">Height and width afterwards.</param>
/// <param name="Style">The style where the method is called.</param>
/// <param name="Symbols">TorchSharp's types.</param>
internal sealed record ResizeMatrices(
    string Mode,
    bool IsAligned,
    (long Height, long Width) From,
    (long Height, long Width) To,
    SourceStyle Style,
    TorchSymbols Symbols)
{
    /// <summary>The method that resizes, or null where none can be added.</summary>
    public AddedMethod? Method(SyntaxNode at)
    {
        var sizes = $"{CSharpText.Of(From.Height)}x{CSharpText.Of(From.Width)}To{CSharpText.Of(To.Height)}x{CSharpText.Of(To.Width)}";
        return AddedMethod.To(at, $"Resize{Mode}{(IsAligned ? "Aligned" : "")}{sizes}", Lines, Style, Fields);
    }

    private ImmutableArray<string> Lines(string name)
    {
        var (tensor, mode) = (Style.Type(Symbols.Tensor), Mode.ToLowerInvariant());
        return ImmutableArray.Create(
            $"/// <summary>What interpolate makes of planes in {mode} mode: a matrix for rows, one for columns.</summary>",
            $"private static {tensor} {name}({tensor} x)",
            "{",
            $"    var rows = {Constant(name + "Rows", To.Height, From.Height)};",
            $"    var columns = {Constant(name + "Columns", From.Width, To.Width)};",
            $"    return {Style.Torch("matmul")}({Style.Torch("matmul")}(rows, x), columns);",
            "}");
    }

    private string Constant(string field, long rows, long columns) =>
        $"{Style.Torch("tensor")}({field}, dtype: x.dtype, device: x.device).reshape({CSharpText.Of(rows)}, {CSharpText.Of(columns)})";

    private ImmutableArray<string> Fields(string name) =>
        Weights(name + "Rows", From.Height, To.Height, ".t().contiguous()").Add("")
            .AddRange(Weights(name + "Columns", From.Width, To.Width, ""));

    /// <summary>What becomes of a unit matrix: for each input element its part in each output element.</summary>
    private ImmutableArray<string> Weights(string field, long from, long to, string turned)
    {
        var type = $"{Style.Type(Symbols.ScalarType!)}.Float64";
        var mode = $"{Style.Type(Symbols.Torch.GetTypeMembers("InterpolationMode")[0])}.{Mode}, {(IsAligned ? "true" : "false")}";
        var (n, m) = (CSharpText.Of(from), CSharpText.Of(to));
        return ImmutableArray.Create(
            $"private static readonly double[] {field} = {Style.Functional("interpolate")}(",
            // Wherever tensors are made by default, an array is read from the CPU.
            $"    {Style.Torch("eye")}({n}, dtype: {type}, device: {Style.Torch("CPU")}).reshape(1, {n}, {n}, 1),",
            $"    new long[] {{ {m}, 1 }}, null, {mode})",
            $"    .reshape({n}, {m}){turned}.data<double>().ToArray();");
    }
}
