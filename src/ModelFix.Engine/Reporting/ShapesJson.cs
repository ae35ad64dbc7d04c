using System.Text.Json;
using System.Text.Json.Serialization;
using ModelFix.Core.Knowledge;
using ModelFix.Engine.Observation;

namespace ModelFix.Engine.Reporting;

/// <summary>The inferred shapes for programs. The format is versioned: fields may be added to a version, never changed.</summary>
internal sealed partial class ShapesJson : IReportFormat<ShapesReport>
{
    public const string Schema = "https://raw.githubusercontent.com/modelfix/modelfix/main/docs/schemas/shapes.schema.json";

    public string Name => "json";

    public void Write(TextWriter output, ShapesReport report) => output.WriteLine(JsonSerializer.Serialize(
        new Document(
            Schema,
            1,
            [.. report.Methods.Select((m, i) => Described(m, report.Observed?.Methods[i], report.Folder))],
            report.Observed?.Failures),
        ShapesContext.Default.Document));

    private static Method Described(MethodShapes method, ObservedMethod? observed, string folder) => new(
        TextReport.Shown(method.Declaration.SyntaxTree.FilePath, folder).Replace('\\', '/'),
        ShapesText.Title(method),
        [.. method.Shapes.Select((s, i) => new Tensor(
            ShapesText.Line(s.Node.GetLocation()),
            ShapesText.Column(s.Node.GetLocation()),
            s.Name,
            s.Shape.Rank,
            [.. s.Shape.Dims.Select(d => d.Display)],
            ShapesText.TypeName(s.Type),
            observed is null ? null : Described(observed.Named[i])))],
        [.. method.Losses.Select(l => new Loss(ShapesText.Line(l.Location), ShapesText.Column(l.Location), l.Text, l.Reason))],
        observed?.Expressions
            .Select(t => new Expression(
                ShapesText.Line(t.Node.GetLocation()),
                ShapesText.Column(t.Node.GetLocation()),
                t.Node.ToString(),
                t.Inferred,
                Described(t)))
            .ToList());

    private static Recorded Described(ObservedTensor tensor) => new(
        tensor.State switch
        {
            ObservedState.Agrees => "agrees",
            ObservedState.Contradicts => "contradicts",
            ObservedState.NotReached => "notReached",
            _ => "notCompared",
        },
        tensor.Shown,
        tensor.Contradiction);

    private sealed record Document(
        [property: JsonPropertyName("$schema")] string Schema,
        int Version,
        IReadOnlyList<Method> Methods,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? NotRecorded);

    private sealed record Method(
        string File,
        [property: JsonPropertyName("method")] string Name,
        IReadOnlyList<Tensor> Tensors,
        IReadOnlyList<Loss> Lost,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Expression>? Expressions);

    private sealed record Tensor(
        int Line,
        int Column,
        string Name,
        int? Rank,
        IReadOnlyList<string> Dims,
        string Type,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Recorded? Recorded);

    private sealed record Loss(int Line, int Column, string Expression, string Reason);

    private sealed record Expression(
        int Line, int Column, [property: JsonPropertyName("expression")] string Text, string Inferred, Recorded Recorded);

    private sealed record Recorded(string State, string Shape, string Contradiction);

    [JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Document))]
    private sealed partial class ShapesContext : JsonSerializerContext;
}
