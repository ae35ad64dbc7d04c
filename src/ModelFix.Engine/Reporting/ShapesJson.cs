using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelFix.Core.Knowledge;

namespace ModelFix.Engine.Reporting;

/// <summary>The inferred shapes for programs. The format is versioned: fields may be added to a version, never changed.</summary>
internal static partial class ShapesJson
{
    public static string Of(ImmutableArray<MethodShapes> methods, string folder) => JsonSerializer.Serialize(
        new Document(1, [.. methods.Select(m => new Method(
            TextReport.Shown(m.Declaration.SyntaxTree.FilePath, folder).Replace('\\', '/'),
            ShapesReport.Title(m),
            [.. m.Shapes.Select(s =>
                new Tensor(
                    ShapesReport.Line(s.Node.GetLocation()),
                    ShapesReport.Column(s.Node.GetLocation()),
                    s.Name,
                    s.Shape.Rank,
                    [.. s.Shape.Dims.Select(d => d.Display)],
                    ShapesReport.TypeName(s.Type)))],
            [.. m.Losses.Select(l => new Loss(ShapesReport.Line(l.Location), ShapesReport.Column(l.Location), l.Text, l.Reason))]))]),
        ShapesContext.Default.Document);

    private sealed record Document(int Version, IReadOnlyList<Method> Methods);

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
