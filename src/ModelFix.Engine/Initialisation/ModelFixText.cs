using System.Text.Encodings.Web;
using System.Text.Json;
using ModelFix.Core.Configuration;

namespace ModelFix.Engine.Initialisation;

/// <summary>The text of a modelfix.json, a new one or one that models are added to.</summary>
internal static class ModelFixText
{
    private const string Schema = "https://raw.githubusercontent.com/modelfix/modelfix/main/modelfix.schema.json";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A new file.</summary>
    /// <param name="models">The models, all of the project.</param>
    /// <param name="target">The target that was asked for, or null: what .editorconfig says of it would no longer count.</param>
    public static string New(IReadOnlyList<ModelDraft> models, string? target)
    {
        var parts = new List<string> { $"  \"$schema\": {Quoted(Schema)}" };
        if (target is not null) parts.Add($"  \"target\": {Targets(target)}");
        parts.Add($"  \"roots\": [\n{Listed(models.Select(m => "    " + Quoted(m.Type)))}\n  ]");
        if (models.SelectMany(m => m.Inputs).Any(i => i.IsBatched)) parts.Add("  \"batched\": true");
        parts.Add($"  \"models\": {{\n{Entries(models, "    ")}\n  }}");
        return $"{{\n{Listed(parts)}\n}}\n";
    }

    /// <summary>A file's text with models added at the start of its "models"; all else stays as it is.</summary>
    /// <param name="text">The text, which is a modelfix.json without mistakes.</param>
    /// <param name="models">Models that it does not have.</param>
    public static string Merged(string text, IReadOnlyList<ModelDraft> models)
    {
        var line = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var file = (JsonObject)JsonReader.Read(text);
        var member = file.Members.FirstOrDefault(m => m.Name == "models");
        var (into, added) = member?.Value is JsonObject all
            ? (all, Entries(models, "    "))
            : (file, $"  \"models\": {{\n{Entries(models, "    ")}\n  }}");
        var end = into.Members.IsEmpty ? (into == file ? "\n" : "\n  ") : ",";
        return text.Insert(After(text, into), $"\n{added}{end}".Replace("\n", line, StringComparison.Ordinal));
    }

    /// <summary>The members of "models" that stand for models.</summary>
    public static string Entries(IEnumerable<ModelDraft> models, string indent) => Listed(models.Select(m =>
    {
        var inputs = m.Inputs.Where(i => i.Shape is not null).Select(i => $"{indent}    {Quoted(i.Name)}: {Quoted(i.Shape!)}").ToList();
        var written = inputs.Count == 0 ? "{}" : $"{{\n{Listed(inputs)}\n{indent}  }}";
        var bindings = m.Bindings.IsEmpty ? "" : $",\n{indent}  \"bindings\": {{ {string.Join(", ", m.Bindings.Select(Binding))} }}";
        return $"{indent}{Quoted(m.Type)}: {{\n{indent}  \"inputs\": {written}{bindings}\n{indent}}}";
    }));

    private static string Binding((string Name, long Size) binding) =>
        FormattableString.Invariant($"{Quoted(binding.Name)}: {binding.Size}");

    private static string Targets(string target) =>
        target.Split(',') is { Length: > 1 } several ? $"[{string.Join(", ", several.Select(t => Quoted(t.Trim())))}]" : Quoted(target);

    private static string Listed(IEnumerable<string> lines) => string.Join(",\n", lines);

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Readable);

    /// <summary>The place behind the brace that opens an object.</summary>
    private static int After(string text, JsonObject value)
    {
        var at = text.StartsWith('\uFEFF') ? 1 : 0;
        for (var line = 1; line < value.Line; at++)
            if (text[at] == '\n' || (text[at] == '\r' && text[at + 1] != '\n')) line++;
        return at + value.Column;
    }
}
