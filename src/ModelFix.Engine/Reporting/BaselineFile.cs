using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;

namespace ModelFix.Engine.Reporting;

/// <summary>Findings of one kind that are accepted.</summary>
/// <param name="File">The path with slashes, relative to the root of the repository.</param>
/// <param name="Rule">The rule's id.</param>
/// <param name="Member">Where in the file, for people: "Net.forward".</param>
/// <param name="Fingerprint">What finds it again, as in SARIF's <c>partialFingerprints</c>.</param>
/// <param name="Count">How many of them: one more is new.</param>
internal sealed record AcceptedFinding(
    [property: JsonRequired] string File,
    [property: JsonRequired] string Rule,
    [property: JsonRequired] string Member,
    [property: JsonRequired] string Fingerprint,
    [property: JsonRequired] int Count);

/// <summary>A <c>modelfix-baseline.json</c>.</summary>
/// <param name="Version">Of the format.</param>
/// <param name="Target">The targets that <c>--target</c> named; null where it was not given.</param>
/// <param name="Findings">What is accepted.</param>
internal sealed partial record BaselineFile(
    [property: JsonRequired] int Version, string? Target, [property: JsonRequired] ImmutableArray<AcceptedFinding> Findings)
{
    public const string Name = "modelfix-baseline.json";

    public static BaselineFile Of(string? target, IEnumerable<AcceptedFinding> findings) => new(
        Fingerprint.Version,
        target,
        [
            .. findings
                .OrderBy(f => f.File, StringComparer.Ordinal)
                .ThenBy(f => f.Rule, StringComparer.Ordinal)
                .ThenBy(f => f.Member, StringComparer.Ordinal)
                .ThenBy(f => f.Fingerprint, StringComparer.Ordinal),
        ]);

    /// <exception cref="EngineException">It is not a baseline.</exception>
    public static BaselineFile Read(string path)
    {
        const string NextStep = "Mend it, or delete it and run modelfix baseline.";
        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(path), BaselineContext.Default.BaselineFile);
            if (read is { Version: Fingerprint.Version, Findings.IsDefault: false }) return read;
            throw new EngineException(
                path,
                $"it is not a baseline of version {Fingerprint.Version}",
                read is { Version: > Fingerprint.Version }
                    ? "Update ModelFix."
                    : "Delete it and run modelfix baseline, at the commit where it was written if findings may have come since.",
                ExitCodes.WrongUsage);
        }
        catch (JsonException e)
        {
            var place = e is { LineNumber: { } line, BytePositionInLine: { } column }
                ? FormattableString.Invariant($"{path}({line + 1},{column + 1})")
                : path;
            throw new EngineException(place, "not valid JSON, or not a baseline", NextStep, ExitCodes.WrongUsage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(path, $"cannot be read ({e.Message})", "Check that you may read it, or pass --no-baseline.");
        }
    }

    /// <summary>Writes the file whole; the same findings give the same bytes.</summary>
    /// <exception cref="EngineException">It cannot be written.</exception>
    public void Write(string path)
    {
        var json = JsonSerializer.Serialize(this, BaselineContext.Default.BaselineFile).Replace("\r\n", "\n", StringComparison.Ordinal);
        try
        {
            var read = File.Exists(path) ? SourceFile.HashOf(File.ReadAllBytes(path)) : null;
            PendingFile.Write(path, Encoding.UTF8.GetBytes(json + "\n"), read).Replace();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(path, $"the baseline cannot be written ({e.Message})", "Check the permissions of the folder.");
        }
    }

    [JsonSourceGenerationOptions(
        WriteIndented = true,
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(BaselineFile))]
    private sealed partial class BaselineContext : JsonSerializerContext;
}
