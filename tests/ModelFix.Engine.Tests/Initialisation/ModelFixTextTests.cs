using System.Text.Json;
using ModelFix.Core.Values;
using ModelFix.Engine.Initialisation;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Initialisation;

public sealed class ModelFixTextTests
{
    private static readonly ModelDraft Model = new(
        "App.Outer+Net`1", "Net.cs", 1, [new InputDraft("x", "[N, 3]", ""), new InputDraft("größe", null, "")], []);

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"models\":{}}")]
    [InlineData("{\"roots\": [\"models\"], \"models\": {\"A\": {\"inputs\": {\"x\": \"[N]\"}}}}")]
    [InlineData("\uFEFF\r\n\r\n  {\r\n\t\"exclude\": [],\r\n\t\"models\":\r\n\t{\r\n\t\t\"A\": {}\r\n\t}\r\n}")]
    [InlineData("{\r\"models\"\r:\r{ \"A\"\r: {} } }")]
    public void Merging_adds_one_model_and_nothing_else(string own)
    {
        var merged = ModelFixText.Merged(own, [Model]);

        var (before, after) = (Parsed(own), Parsed(merged));
        var models = after.GetProperty("models").EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetRawText());
        Assert.True(models.Remove(Model.Type));
        var had = before.TryGetProperty("models", out var all) ? all.EnumerateObject().Select(m => (m.Name, m.Value.GetRawText())) : [];
        Assert.Equal(had, models.Select(m => (m.Key, m.Value)));
        foreach (var member in before.EnumerateObject().Where(m => m.Name != "models"))
            Assert.Equal(member.Value.GetRawText(), after.GetProperty(member.Name).GetRawText());
        Assert.Contains(Enumerable.Range(0, own.Length), i =>
            merged.StartsWith(own[..i], StringComparison.Ordinal) && merged.EndsWith(own[i..], StringComparison.Ordinal));
    }

    [Fact]
    public void A_new_file_has_what_is_known()
    {
        var settings = Parsed(ModelFixText.New([Model], "onnx-17,bmnetp"));
        Assert.Equal(["onnx-17", "bmnetp"], settings.GetProperty("target").EnumerateArray().Select(t => t.GetString()));
        Assert.False(settings.TryGetProperty("batched", out _));
        Assert.Equal("[N, 3]", settings.GetProperty("models").GetProperty(Model.Type).GetProperty("inputs").GetProperty("x").GetString());
    }

    [Fact]
    public void Nothing_of_somebody_else_is_replaced()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("modelfix.json", "{}");
        Assert.Contains("cannot be written", Assert.Throws<EngineException>(() => ModelFixFile.Create(path, "{ }")).Message);
        Assert.Contains("was changed", Assert.Throws<EngineException>(() => ModelFixFile.Replace(path, "{ }", "")).Message);
        Assert.Equal("{}", folder.Read("modelfix.json"));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Equal_sizes_have_one_name_and_others_never()
    {
        var names = new ShapeNames(["N"]);
        var (a, b) = (Dim.Symbol("a"), Dim.Symbol("b"));
        Assert.Equal("[N2, 3, H, W]", names.Written(TensorShape.Of(a, Dim.Of(3), b, b + Dim.One), isSequence: false));
        Assert.Equal("[..., C, H]", names.Written(new TensorShape(true, [Dim.Symbol("c"), b]), isSequence: false));
        Assert.Equal("[N2, T]", names.Written(TensorShape.Of(a, Dim.Symbol("d")), isSequence: true));
    }

    private static JsonElement Parsed(string json) => JsonDocument.Parse(json.TrimStart('\uFEFF').Replace('\r', '\n')).RootElement;
}
