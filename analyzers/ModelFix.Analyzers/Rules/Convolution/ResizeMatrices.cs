using System.Collections.Immutable;
using System.Globalization;
using ModelFix.Analyzers.Rules.Normalization;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Convolution;

/// <summary>Matrices that resize, one for each spatial dim: those that make rows of rows, and columns of columns.</summary>
/// <param name="Mode">How it is computed what lies between elements; known whether aligned.</param>
/// <param name="From">The spatial sizes.</param>
/// <param name="To">The spatial sizes afterwards.</param>
/// <param name="Factors">
/// The factors where libtorch computes places with them, which are not the quotients of the sizes; null where it takes those.
/// </param>
/// <param name="Style">The style where the method is called.</param>
/// <param name="Symbols">TorchSharp's types.</param>
internal sealed record ResizeMatrices(
    ResizeMode Mode,
    ImmutableArray<long> From,
    ImmutableArray<long> To,
    ImmutableArray<double>? Factors,
    SourceStyle Style,
    TorchSymbols Symbols)
{
    /// <summary>What the matrices are called, the last dim's last.</summary>
    private static readonly string[] Names = ["planes", "rows", "columns"];

    private int Dims => From.Length;

    /// <summary>The method that resizes.</summary>
    public WantedMethod Method => new(
        $"Resize{Mode.Name}{(Mode.IsAligned == true ? "Aligned" : "")}{string.Join("x", From)}"
            + (Factors is { } factors ? "By" + string.Join("x", factors.Select(f => Text(f).Replace('.', '_').Replace("E-", "m"))) : "")
            + $"To{string.Join("x", To)}",
        Lines,
        name => Enumerable.Range(0, Dims).SelectMany(i => Weights(name, i).Insert(0, "")).Skip(1).ToImmutableArray());

    private ImmutableArray<string> Lines(string name)
    {
        var tensor = Style.Type(Symbols.Tensor);
        var (what, matrices) = Dims switch
        {
            1 => ("rows", "a matrix"),
            2 => ("planes", "a matrix for rows, one for columns"),
            _ => ("volumes", "a matrix for planes, one for rows, one for columns"),
        };
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.Add($"/// <summary>What interpolate makes of {what} in {Mode.Name.ToLowerInvariant()} mode: {matrices}.</summary>");
        lines.Add($"private static {tensor} {name}({tensor} x)");
        lines.Add("{");
        lines.AddRange(Enumerable.Range(0, Dims).Select(i => Constant(name, i)));
        if (Dims == 3) lines.Add($"    x = {Product("planes", "x.transpose(2, 3)")}.transpose(2, 3);");
        lines.Add($"    return {Product(Dims == 1 ? "x" : Product("rows", "x"), "columns")};");
        lines.Add("}");
        return lines.ToImmutable();
    }

    private string Product(string left, string right) => $"{Style.Torch("matmul")}({left}, {right})";

    private string Matrix(int dim) => Names[dim + Names.Length - Dims];

    private bool IsLast(int dim) => dim == Dims - 1;

    private string Constant(string name, int dim)
    {
        var (n, m) = (CSharpText.Of(From[dim]), CSharpText.Of(To[dim]));
        return $"    var {Matrix(dim)} = {Style.Torch("tensor")}({Field(name, dim)}, dtype: x.dtype, device: x.device)"
            + $".reshape({(IsLast(dim) ? $"{n}, {m}" : $"{m}, {n}")});";
    }

    private string Field(string name, int dim) => name + char.ToUpperInvariant(Matrix(dim)[0]) + Matrix(dim).Substring(1);

    /// <summary>
    /// What becomes of a unit matrix: for each input element its part in each output element. All linear modes share them.
    /// </summary>
    private ImmutableArray<string> Weights(string name, int dim)
    {
        var type = $"{Style.Type(Symbols.ScalarType!)}.Float64";
        var modes = Style.Type(Symbols.Torch.GetTypeMembers("InterpolationMode")[0]);
        var mode = $"{modes}.{(Mode.Name == "Bicubic" ? "Bicubic" : "Bilinear")}, {(Mode.IsAligned == true ? "true" : "false")}";
        var (n, m) = (CSharpText.Of(From[dim]), CSharpText.Of(To[dim]));
        var size = Factors is { } factors ? $"null, new double[] {{ {Text(factors[dim])}, 1 }}" : $"new long[] {{ {m}, 1 }}, null";
        return ImmutableArray.Create(
            $"private static readonly double[] {Field(name, dim)} = {Style.Functional("interpolate")}(",
            // Wherever tensors are made by default, an array is read from the CPU.
            $"    {Style.Torch("eye")}({n}, dtype: {type}, device: {Style.Torch("CPU")}).reshape(1, {n}, {n}, 1),",
            $"    {size}, {mode})",
            $"    .reshape({n}, {m}){(IsLast(dim) ? "" : ".t().contiguous()")}.data<double>().ToArray();");
    }

    private static string Text(double factor) => factor.ToString("R", CultureInfo.InvariantCulture);
}
