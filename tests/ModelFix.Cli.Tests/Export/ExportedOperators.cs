using System.Globalization;
using ModelFix.Engine.Export;
using ModelFix.Engine.Export.OnnxRuntime;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Verification;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests.Export;

/// <summary>
/// The files of Operators: inputs, members and one expression a line, which a model returns all together. Each is recorded once.
/// </summary>
public sealed class ExportedOperators : IDisposable
{
    private static readonly string[] Words = ["#", "input ", "member ", "method ", "opset: ", "format: ", "binding "];

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, Lazy<RecordedModel>> _recorded;

    public ExportedOperators() => _recorded = Files.ToDictionary(f => f, f => new Lazy<RecordedModel>(() => Record(f)));

    public static IEnumerable<string> Files => Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Export", "Operators"), "*.txt")
        .Select(f => Path.GetFileNameWithoutExtension(f))
        .Order(StringComparer.Ordinal);

    internal OnnxEngine Engine { get; } = OnnxEngine.Find(_ => { }, CancellationToken.None);

    internal ModelExporter Exporter { get; } = new(
        ExportOptions.Usual, VerificationOptions.Default, _ => { });

    internal RecordedModel Recorded(string file) => _recorded[file].Value;

    /// <summary>The least opset that has all operators of a file.</summary>
    public static int Opset(string file) =>
        Lines(file, "opset: ").Select(l => int.Parse(l, CultureInfo.InvariantCulture)).FirstOrDefault(ExportOptions.LeastOpset);

    /// <summary>True for a file of what TorchScript has, and not ONNX.</summary>
    public static bool IsScriptAlone(string file) => Lines(file, "format: ").Contains("torchscript");

    public void Dispose() => _folder.Dispose();

    private RecordedModel Record(string file)
    {
        var folder = _folder.Folder(file);
        File.WriteAllText(Path.Combine(folder, "Net.cs"), Source(file));
        if (Lines(file, "binding ").ToList() is { Count: > 0 } bindings)
            File.WriteAllText(
                Path.Combine(folder, "modelfix.json"),
                $$"""
                { "models": { "Net": {
                    "inputs": { {{Members(Lines(file, "input "))}} },
                    "bindings": { {{Members(bindings)}} }
                } } }
                """);
        var project = ProjectSet.Load([folder], [], null, _ => { }).Single();
        return Exporter.Record(project, project.Compilation, "Net", folder, CancellationToken.None);
    }

    /// <summary>"name: value" lines as members of JSON; a value that is no number is a text.</summary>
    private static string Members(IEnumerable<string> lines) => string.Join(", ", lines
        .Select(l => l.Split(": "))
        .Select(l => $"\"{l[0]}\": {(char.IsAsciiDigit(l[1][0]) ? l[1] : $"\"{l[1]}\"")}"));

    private static string Source(string file)
    {
        var inputs = Lines(file, "input ").Select(l => l.Split(": ")).ToList();
        var cases = Lines(file, "").Where(l => l.Contains(" = ", StringComparison.Ordinal)).Select(l => l.Split(" = ", 2));
        return $$"""
            using System;
            using System.Collections.Generic;
            using TorchSharp;
            using TorchSharp.Modules;
            using static TorchSharp.torch;
            using static TorchSharp.torch.nn;

            public class Net : Module
            {
            {{string.Join('\n', Lines(file, "member ").Select(m => $"    private readonly {m}"))}}

                public Net() : base("Net")
                {
                    RegisterComponents();
                }

            {{string.Join('\n', inputs.Select(i => $"    /// <param name=\"{i[0]}\">{i[1]}</param>"))}}
                public Dictionary<string, object> forward({{string.Join(", ", inputs.Select(i => $"Tensor {i[0]}"))}})
                {
                    var results = new Dictionary<string, object>();
            {{string.Join('\n', cases.Select(c => $"        results[\"{c[0]}\"] = {c[1]};"))}}
                    return results;
                }
            {{string.Join('\n', Lines(file, "method ").Select(m => $"    private static {m}"))}}
            }
            """;
    }

    /// <summary>What follows a word at the start of a line; of the plain lines those that are no comment.</summary>
    private static IEnumerable<string> Lines(string file, string word)
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Export", "Operators", file + ".txt"));
        return word.Length > 0
            ? lines.Where(l => l.StartsWith(word, StringComparison.Ordinal)).Select(l => l[word.Length..])
            : lines.Where(l => l.Length > 0 && !Words.Any(w => l.StartsWith(w, StringComparison.Ordinal)));
    }
}
