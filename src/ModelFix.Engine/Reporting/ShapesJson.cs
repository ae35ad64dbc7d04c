using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelFix.Engine.Reporting;

/// <summary>The inferred shapes for programs. The format is versioned: fields may be added to a version, never changed.</summary>
internal sealed partial class ShapesJson : IReportFormat<ShapesReport>
{
    public const string Schema = "https://raw.githubusercontent.com/modelfix/modelfix/main/docs/schemas/shapes.schema.json";

    public string Name => "json";

    public void Write(TextWriter output, ShapesReport report) => output.WriteLine(JsonSerializer.Serialize(
        new Document(Schema, 1, [.. report.Methods.Select(m => new Method(
            TextReport.Shown(m.Declaration.SyntaxTree.FilePath, report.Folder).Replace('\\', '/'),
            ShapesText.Title(m),
            [.. m.Shapes.Select(s =>
                new Tensor(
                    ShapesText.Line(s.Node.GetLocation()),
                    ShapesText.Column(s.Node.GetLocation()),
                    s.Name,
                    s.Shape.Rank,
                    [.. s.Shape.Dims.Select(d => d.Display)],
                    ShapesText.TypeName(s.Type)))],
            [.. m.Losses.Select(l => new Loss(ShapesText.Line(l.Location), ShapesText.Column(l.Location), l.Text, l.Reason))]))]),
        ShapesContext.Default.Document));

    private sealed record Document(
        [property: JsonPropertyName("$schema")] string Schema, int Version, IReadOnlyList<Method> Methods);

    private sealed record Method(
        string File,
        [property: JsonPropertyName("method")] string Name,
        IReadOnlyList<Tensor> Tensors,
        IReadOnlyList<Loss> Lost);

    private sealed record Tensor(int Line, int Column, string Name, int? Rank, IReadOnlyList<string> Dims, string Type);

    private sealed record Loss(int Line, int Column, string Expression, string Reason);

    [JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Document))]
    private sealed partial class ShapesContext : JsonSerializerContext;
}
