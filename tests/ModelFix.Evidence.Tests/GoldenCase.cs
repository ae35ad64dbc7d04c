using System.Globalization;
using System.Text.Json;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Evidence.Tests;

/// <summary>One rewrite as C#, with what PyTorch answered for both forms; written by tests/oracle/rules.</summary>
public sealed record GoldenCase(string Rule, JsonElement Json)
{
    private static readonly Lazy<List<GoldenCase>> Loaded = new(() =>
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "ModelFix.Evidence.Tests", "Goldens"), "*.json").Order()
           let goldens = JsonDocument.Parse(File.ReadAllText(file)).RootElement
           from json in goldens.GetProperty("cases").EnumerateArray()
           select new GoldenCase(goldens.GetProperty("rule").GetString()!, json),
    ]);

    public static IReadOnlyList<GoldenCase> All => Loaded.Value;

    public string Name => Text("name");

    public string Safety => Text("safety");

    public string Equality => Text("equality");

    /// <summary>The relative difference that the rule allows, 0 for every bit.</summary>
    public double Bound => Json.GetProperty("bound").GetDouble();

    /// <summary>The relative difference that another implementation may have: sums and roots round by their order; 0 where elements are only moved or compared.</summary>
    public double Rounding => Json.GetProperty("rounding").GetDouble();

    public Dictionary<string, torch.Tensor> State => Json.GetProperty("state").EnumerateObject().ToDictionary(e => e.Name, e => Tensor(e.Value));

    public IEnumerable<GoldenRun> Runs => Json.GetProperty("runs").EnumerateArray().Select(r => new GoldenRun(r));

    /// <summary>The module around the form before.</summary>
    public string Source
    {
        get
        {
            var inputs = Json.GetProperty("inputs").EnumerateArray().Select(i => (Name: i.GetProperty("name").GetString(), Contract: i.GetProperty("contract").GetString())).ToList();
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
                        {{Text("before").Replace("\n", "\n        ")}}
                    }
                }
                """.Replace("\r\n", "\n") + "\n";
        }
    }

    public static torch.Tensor Tensor(JsonElement json)
    {
        long[] shape = [.. json.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        JsonElement[] data = [.. json.GetProperty("data").EnumerateArray()];
        return json.GetProperty("dtype").GetString() switch
        {
            "Float32" => torch.tensor(Array.ConvertAll(data, v => (float)Number(v)), shape),
            "Float64" => torch.tensor(Array.ConvertAll(data, Number), shape),
            "Int64" => torch.tensor(Array.ConvertAll(data, v => v.GetInt64()), shape),
            "Int32" => torch.tensor(Array.ConvertAll(data, v => v.GetInt32()), shape),
            "Byte" => torch.tensor(Array.ConvertAll(data, v => v.GetByte()), shape),
            "Bool" => torch.tensor(Array.ConvertAll(data, v => v.GetBoolean()), shape),
            var other => throw new InvalidDataException($"unknown dtype {other}"),
        };
    }

    public override string ToString() => $"{Rule} {Name}";

    private static double Number(JsonElement value) => value.ValueKind is JsonValueKind.String
        ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture)
        : value.GetDouble();

    private string Text(string property) => Json.GetProperty(property).GetString()!;
}

/// <summary>One run of a rewrite: the inputs, and PyTorch's outputs of the form before and of the form after.</summary>
public sealed record GoldenRun(JsonElement Json)
{
    /// <summary>What the inputs are made of: "ordinary", "special".</summary>
    public string Kind => Json.GetProperty("kind").GetString()!;

    /// <summary>The inputs, in the layout that PyTorch had.</summary>
    public torch.Tensor[] Inputs => [.. Json.GetProperty("inputs").EnumerateArray().Select(LaidOut)];

    public torch.Tensor Before => GoldenCase.Tensor(Json.GetProperty("before"));

    public torch.Tensor After => GoldenCase.Tensor(Json.GetProperty("after"));

    private static torch.Tensor LaidOut(JsonElement json)
    {
        var tensor = GoldenCase.Tensor(json);
        if (!json.TryGetProperty("permuted", out _)) return tensor;
        long[] reversed = [.. Enumerable.Range(0, (int)tensor.dim()).Reverse().Select(d => (long)d)];
        return tensor.permute(reversed).contiguous().permute(reversed);
    }
}
