using System.Text.Json;
using System.Text.RegularExpressions;
using ModelFix.Testing;
using static TorchSharp.torch;

namespace ModelFix.Evidence.Tests;

/// <summary>
/// A form that a rule rewrites, as a file of the folder Cases has it: written by hand, read here and by the exports in tests/oracle.
/// </summary>
public sealed partial record RewriteCase(string Rule, JsonElement Json)
{
    private static readonly Lazy<List<RewriteCase>> Loaded = new(() =>
    [
        .. from file in Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "tests", "ModelFix.Evidence.Tests", "Cases"), "*.json")
            .Order(StringComparer.Ordinal)
           let cases = JsonDocument.Parse(File.ReadAllText(file)).RootElement
           from json in cases.GetProperty("rewrites").EnumerateArray()
           select new RewriteCase(cases.GetProperty("rule").GetString()!, json),
    ]);

    public static IReadOnlyList<RewriteCase> All => Loaded.Value;

    public string Name => Text("name");

    /// <summary>What the rule says of its fix; proven where the file says nothing.</summary>
    public string Safety => Text("safety", nameof(Analyzers.Safety.Proven));

    /// <summary>What the rule says of its fix; equal bits where the file says nothing.</summary>
    public string Equality => Text("equality", nameof(Analyzers.Equality.BitExact));

    /// <summary>The relative difference of outputs that the rule allows, 0 for every bit.</summary>
    public double Bound => Json.TryGetProperty("bound", out var bound) ? bound.GetDouble() : 0;

    /// <summary>Terms cancel: outputs differ by a part of the largest element, not of each.</summary>
    public bool Cancels => Json.TryGetProperty("cancels", out _);

    /// <summary>The promise is about training: the modules run in that mode, from the same seed.</summary>
    public bool Trains => Json.TryGetProperty("trains", out _);

    /// <summary>Which inputs an assumption leaves: "finite", or "small" ones alone; empty for all.</summary>
    public string Covered => Text("covers");

    /// <summary>Integers are indices of so many places; null for any integers.</summary>
    public long? Indices => Json.TryGetProperty("indices", out var count) ? count.GetInt64() : null;

    /// <summary>The dtypes of the inputs as the contract has them; empty for any.</summary>
    public IEnumerable<string> Types => Inputs.Select(i => Dtype().Match(i.Contract).Groups[1].Value);

    /// <summary>What the inputs are made of: see <see cref="CaseInputs"/>.</summary>
    public string[] Kinds => Text("kinds").Split(' ');

    /// <summary>The module around the form before.</summary>
    public string Source => Module("before");

    /// <summary>The module that computes what is meant: the form before or, where that throws, one that says the same.</summary>
    public string Meant => Module(Json.TryGetProperty("meant", out _) ? "meant" : "before");

    private string Module(string form)
    {
        var inputs = Inputs.ToList();
        return $$"""
            using System;
            using System.Collections.Generic;
            using System.Linq;
            using TorchSharp;
            using TorchSharp.Modules;
            using static TorchSharp.torch;
            using static TorchSharp.torch.nn;

            public class Net : Module<{{string.Join(", ", Enumerable.Repeat("Tensor", inputs.Count + 1))}}>
            {
                {{Text("members")}}

                public Net() : base("Net")
                {
                    {{Text("constructor")}}
                    RegisterComponents();
                }

            {{string.Join("\n", inputs.Select(i => $"    /// <param name=\"{i.Name}\">{i.Contract}</param>"))}}
                public override Tensor forward({{string.Join(", ", inputs.Select(i => "Tensor " + i.Name))}})
                {
                    {{string.Join("\n        ", Lines(form))}}
                }
            }
            """.Replace("\r\n", "\n") + "\n";
    }

    private IEnumerable<(string Name, string Contract)> Inputs =>
        Json.GetProperty("inputs").EnumerateObject().Select(i => (i.Name, i.Value.GetString()!));

    /// <summary>
    /// The inputs of each run of a kind: one for each choice of the sizes that the contract leaves open besides the batch.
    /// </summary>
    public IEnumerable<Tensor[]> InputsOf(string kind)
    {
        var choices = Json.TryGetProperty("sizes", out var sizes)
            ? sizes.EnumerateArray().Select(s => s.EnumerateObject().ToDictionary(e => e.Name, e => e.Value.GetInt64())).ToList()
            : [[]];
        foreach (var choice in choices)
        {
            choice["N"] = kind switch { "one" => 1, "empty" => 0, _ => 2 };
            var made = new CaseInputs(kind, $"{this} {kind}", Indices);
            yield return [.. Inputs.Select(i => made.Next(Dtype().Match(i.Contract).Groups[1].Value, [.. Shape(i.Contract, choice)]))];
        }
    }

    public override string ToString() => $"{Rule} {Name}";

    private static IEnumerable<long> Shape(string contract, Dictionary<string, long> sizes) => contract[(contract.IndexOf('[') + 1)..^1]
        .Split(", ")
        .Select(dim => sizes.TryGetValue(dim, out var size) ? size : long.Parse(dim, System.Globalization.CultureInfo.InvariantCulture));

    private string Text(
        string property,
        string otherwise = "") => Json.TryGetProperty(property, out var text) ? text.GetString()! : otherwise;

    private IEnumerable<string> Lines(string property) => Json.GetProperty(property) is { ValueKind: JsonValueKind.Array } lines
        ? lines.EnumerateArray().Select(l => l.GetString()!)
        : [Text(property)];

    [GeneratedRegex(@"^(\w*)\[")]
    private static partial Regex Dtype();
}
