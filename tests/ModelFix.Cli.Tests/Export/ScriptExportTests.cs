using System.IO.Compression;

namespace ModelFix.Cli.Tests.Export;

/// <summary>A TorchScript model returns what the model itself returns, and TorchSharp reads it.</summary>
[Collection("verify")]
public sealed class ScriptExportTests : ExportedModels
{
    private string? _file;

    [Theory]
    [InlineData("Tensor", "x * 2", "Tensor")]
    [InlineData("(Tensor, Tensor)", "(x * 2, x)", "Tuple[Tensor, Tensor]")]
    [InlineData("(Tensor, Tensor?)", "(x * 2, null)", "Tensor")]
    [InlineData("Tensor[]", "new[] { x * 2 }", "List[Tensor]")]
    [InlineData("List<Tensor>", "new List<Tensor> { x * 2, x.sum(1) }", "List[Tensor]")]
    [InlineData("(Tensor, List<Tensor>)", "(x, new List<Tensor> { x * 2, x.sum(1) })", "Tuple[Tensor, List[Tensor]]")]
    [InlineData("((Tensor, Tensor), Tensor)", "((x, x * 2), x.sum(1))", "Tuple[Tuple[Tensor, Tensor], Tensor]")]
    [InlineData("Found", "new Found { Boxes = x * 2, Scores = x.sum(1) }", "Tuple[Tensor, Tensor]")]
    public void ReturnsWhatTheModelReturns(string type, string value, string expected)
    {
        var code = Exported(type, value);

        Assert.Contains($"x: Tensor) -> {expected}:", code);
        Assert.Single(code.Split("  def ").Skip(1));
    }

    [Theory]
    [InlineData("Dictionary<string, Tensor>", "new() { [\"a\"] = x * 2 }", "Dict[str, Tensor]", "Tensor")]
    [InlineData(
        "Dictionary<string, Tensor>",
        "new() { [\"a\\\"\\u00e9\"] = x * 2, [\"b\"] = x.sum(1) }",
        "Dict[str, Tensor]",
        "Tuple[Tensor, Tensor]")]
    [InlineData("Dictionary<int, Tensor>", "new() { [4] = x * 2, [8] = x.sum(1) }", "Dict[int, Tensor]", "Tuple[Tensor, Tensor]")]
    [InlineData(
        "Dictionary<string, object>",
        "new() { [\"all\"] = x, [\"each\"] = new[] { x * 2, x.sum(1) } }",
        "Dict[str, Any]",
        "Tuple[Tensor, Tensor, Tensor]")]
    [InlineData(
        "(Tensor, Dictionary<string, Tensor[]>)",
        "(x, new() { [\"each\"] = new[] { x * 2, x.sum(1) } })",
        "Tuple[Tensor, Dict[str, List[Tensor]]]",
        "Tuple[Tensor, Tensor, Tensor]")]
    [InlineData(
        "(Tensor, Tensor, Tensor, Tensor, Tensor, Tensor[])",
        "(x, x, x, x, x, new[] { x * 2 })",
        "Tuple[Tensor, Tensor, Tensor, Tensor, Tensor, List[Tensor]]",
        "Tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]")]
    public void GivesTheTensorsOfWhatTorchSharpDoesNotTake(string type, string value, string expected, string plain)
    {
        var code = Exported(type, value);

        Assert.Contains($"  def forward(self: __torch__.Net,\n    x: Tensor) -> {expected}:\n", code);
        Assert.Contains($"  def tensors(self: __torch__.Net,\n    x: Tensor) -> {plain}:\n", code);
    }

    [Fact]
    public void TheMethodThatGivesTensorsHasANameOfItsOwn()
    {
        var code = Exported(
            "Dictionary<string, Tensor>", "new() { [\"a\"] = x * tensors }", "private readonly Parameter tensors = new(torch.ones(4));");

        Assert.Contains("  def tensors_(self: __torch__.Net,", code);
    }

    [Theory]
    [InlineData("x * scale + scale")]
    [InlineData("tied.call(whole.call(x))")]
    public void AWeightThatIsUsedTwiceIsWrittenOnce(string value)
    {
        Exported("Tensor", value, """
            private readonly Parameter scale = new(torch.ones(4));
            private readonly Linear whole = Linear(4, 4, hasBias: false);
            private readonly Linear tied = Linear(4, 4, hasBias: false);
            """, "tied.weight = whole.weight;");

        using var zip = ZipFile.OpenRead(_file!);
        Assert.Single(zip.Entries, e => e.FullName.StartsWith("Net/data/", StringComparison.Ordinal));
    }

    /// <summary>The code of a model, which TorchSharp has run and found to compute the same.</summary>
    private string Exported(string type, string value, string members = "", string constructor = "")
    {
        var recorded = Recorded($$"""
            public class Found
            {
                public Tensor Boxes { get; set; } = null!;

                public Tensor Scores { get; set; } = null!;
            }

            public class Net : Module
            {
                {{members}}

                public Net() : base("Net")
                {
                    {{constructor}}
                    RegisterComponents();
                }

                /// <param name="x">float32[N, 4]</param>
                public {{type}} forward(Tensor x) => {{value}};
            }
            """);

        WholeModels.Agrees(recorded, Exporter.WrittenAsScript(recorded, Empty, CancellationToken.None));
        _file = Path.Combine(recorded.Folder, "model.pt");
        using var zip = ZipFile.OpenRead(_file);
        using var code = new StreamReader(zip.GetEntry("Net/code/__torch__.py")!.Open());
        return code.ReadToEnd();
    }
}
