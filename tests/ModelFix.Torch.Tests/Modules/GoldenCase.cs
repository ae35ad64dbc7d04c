using System.Globalization;
using System.Text.Json;
using TorchSharp;

namespace ModelFix.Torch.Tests.Modules;

/// <summary>One call of a layer or function with what PyTorch answered; written by tests/oracle/module_goldens.py.</summary>
internal sealed record GoldenCase(JsonElement Json)
{
    private static readonly Dictionary<string, JsonElement> s_topics = [];

    public static IReadOnlyList<string> Topics { get; } =
        ["activation", "convolution", "interpolation", "normalization", "other", "padding", "pooling", "transformer", "transposed"];

    /// <summary>Where the factory or function is declared: the target reads "nn.Conv2d" or "functional.pad".</summary>
    public Type Owner => Target.StartsWith("nn.", StringComparison.Ordinal) ? typeof(torch.nn) : typeof(torch.nn.functional);

    public string Member => Target.Split('.')[1];

    public JsonElement Arguments => Json.GetProperty("args");

    public bool Train => Json.GetProperty("train").GetBoolean();

    public int Calls => Json.GetProperty("calls").GetInt32();

    /// <summary>Tensors, and what some layers take besides: null, a truth value, a size.</summary>
    public object?[] Inputs => [.. Json.GetProperty("inputs").EnumerateArray().Select(static input => input.ValueKind switch
    {
        JsonValueKind.Object => Tensor(input),
        JsonValueKind.True or JsonValueKind.False => input.GetBoolean(),
        JsonValueKind.Array => input.EnumerateArray().Select(static size => size.GetInt64()).ToArray(),
        _ => (object?)null,
    })];

    public torch.Tensor[] Outputs => Json.GetProperty("output") is { ValueKind: JsonValueKind.Array } several
        ? [.. several.EnumerateArray().Select(Tensor)]
        : [Tensor(Json.GetProperty("output"))];

    public Dictionary<string, torch.Tensor> State => Tensors("state");

    public Dictionary<string, torch.Tensor> StateAfter => Tensors("after");

    public static IEnumerable<string> Names(string topic) => Topic(topic).EnumerateObject().Select(static property => property.Name);

    public static GoldenCase Load(string topic, string name) => new(Topic(topic).GetProperty(name));

    public static torch.Tensor Tensor(JsonElement json)
    {
        long[] shape = [.. json.GetProperty("shape").EnumerateArray().Select(static size => size.GetInt64())];
        var data = json.GetProperty("data").EnumerateArray().ToArray();
        return json.GetProperty("dtype").GetString() switch
        {
            "Float32" => torch.tensor(Array.ConvertAll(data, static value => (float)Number(value)), shape),
            "Float64" => torch.tensor(Array.ConvertAll(data, Number), shape),
            "Int64" => torch.tensor(Array.ConvertAll(data, static value => value.GetInt64()), shape),
            "Bool" => torch.tensor(Array.ConvertAll(data, static value => value.GetBoolean()), shape),
            var other => throw new InvalidDataException($"unknown dtype {other}"),
        };
    }

    public static double Number(JsonElement value) => value.ValueKind is JsonValueKind.String
        ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture)
        : value.GetDouble();

    private string Target => Json.GetProperty("target").GetString()!;

    private static JsonElement Topic(string topic)
    {
        lock (s_topics)
        {
            if (s_topics.TryGetValue(topic, out var known)) return known;
            using var stream = typeof(GoldenCase).Assembly.GetManifestResourceStream($"Goldens.{topic}.json")
                ?? throw new InvalidDataException($"no goldens for {topic}");
            return s_topics[topic] = JsonDocument.Parse(stream).RootElement;
        }
    }

    private Dictionary<string, torch.Tensor> Tensors(string property)
        => Json.GetProperty(property).EnumerateObject().ToDictionary(static entry => entry.Name, static entry => Tensor(entry.Value));
}
