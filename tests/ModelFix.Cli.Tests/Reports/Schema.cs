using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests.Reports;

/// <summary>Holds what the tool writes against a JSON schema.</summary>
internal sealed class Schema(params string[] path)
{
    private readonly JsonSchema _schema = JsonSchema.FromText(
        // The validator knows no draft 4; what the schema of SARIF uses of it means the same in draft 7.
        File.ReadAllText(Path.Combine([Repository.Root, .. path])).Replace("json-schema.org/draft-04/", "json-schema.org/draft-07/"),
        new BuildOptions { SchemaRegistry = new SchemaRegistry() });

    /// <summary>The official schema, as the npm package @microsoft/jest-sarif (MIT) carries it.</summary>
    public static Schema OfSarif => new("tests", "ModelFix.Cli.Tests", "Reports", "sarif-2.1.0.schema.json");

    public static Schema OfSettings => new("modelfix.schema.json");

    public static Schema Of(string document) => new("docs", "schemas", document + ".schema.json");

    /// <summary>The document, which must be valid.</summary>
    public JsonNode Valid(string json)
    {
        var (document, complaints) = Asked(json);
        Assert.Equal("", complaints);
        return document;
    }

    public void Invalid(JsonNode document) => Assert.NotEqual("", Asked(document.ToJsonString()).Complaints);

    private (JsonNode Document, string Complaints) Asked(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        var result = _schema.Evaluate(parsed.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        var complaints = result.IsValid
            ? []
            : (result.Details ?? []).Where(d => d.Errors is not null).SelectMany(
                d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Key} {e.Value}"));
        return (JsonNode.Parse(json)!, result.IsValid ? "" : "invalid\n" + string.Join("\n", complaints));
    }
}
