using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelFix.Torch.Tests.Tensors;

/// <summary>One expression, its inputs, and what real PyTorch computed; Outputs is null where PyTorch refused.</summary>
internal sealed record Golden(string Topic, string Expression, double Tolerance, JsonElement[] Inputs, JsonElement[]? Outputs)
{
    private static readonly string s_folder = Path.Combine(Path.GetDirectoryName(SourceFile())!, "Goldens");

    public static IEnumerable<string> Topics =>
        Directory.EnumerateFiles(s_folder, "*.json").Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static IEnumerable<Golden> Of(string topic)
    {
        var entries = JsonSerializer.Deserialize<JsonElement[]>(File.ReadAllText(Path.Combine(s_folder, topic + ".json")))!;
        return
            from entry in entries
            from run in entry.GetProperty("runs").EnumerateArray()
            select new Golden(
                topic,
                entry.GetProperty("expression").GetString()!,
                entry.GetProperty("tolerance").GetDouble(),
                [.. run.GetProperty("inputs").EnumerateArray()],
                run.GetProperty("outputs") is { ValueKind: JsonValueKind.Array } outputs ? [.. outputs.EnumerateArray()] : null);
    }

    /// <summary>The tensor with its strides, so that non-contiguous inputs stay so.</summary>
    public static Tensor Read(JsonElement json)
    {
        var shape = Longs(json, "shape");
        var data = json.GetProperty("data").EnumerateArray().ToArray();
        var dtype = Enum.Parse<ScalarType>(json.GetProperty("dtype").GetString()!);
        Tensor flat = dtype switch
        {
            ScalarType.Float32 => tensor(Array.ConvertAll(data, static e => (float)Real(e))),
            ScalarType.Float64 => tensor(Array.ConvertAll(data, Real)),
            ScalarType.Int64 => tensor(Array.ConvertAll(data, static e => e.GetInt64())),
            ScalarType.Int32 => tensor(Array.ConvertAll(data, static e => e.GetInt32())),
            ScalarType.Byte => tensor(Array.ConvertAll(data, static e => e.GetByte())),
            ScalarType.Int8 => tensor(Array.ConvertAll(data, static e => e.GetSByte())),
            ScalarType.Int16 => tensor(Array.ConvertAll(data, static e => e.GetInt16())),
            ScalarType.Float16 => tensor(Array.ConvertAll(data, static e => (Half)Real(e))),
            ScalarType.BFloat16 => tensor(Array.ConvertAll(data, static e => new BFloat16((float)Real(e)))),
            _ => tensor(Array.ConvertAll(data, static e => e.GetBoolean())),
        };
        return json.TryGetProperty("strides", out _) ? flat.as_strided(shape, Longs(json, "strides")) : flat.view(shape);
    }

    /// <summary>What is different from the expected output, or null.</summary>
    public string? Difference(JsonElement expected, object actual, Tensor?[] inputs)
    {
        if (actual is bool truth) return expected.GetProperty("bool").GetBoolean() == truth ? null : $"got {truth}";
        var tensorResult = actual as Tensor ?? Number(actual);
        var dtype = expected.GetProperty("dtype").GetString();
        if (dtype != tensorResult.dtype.ToString()) return $"dtype {tensorResult.dtype}, expected {dtype}";
        var shape = Longs(expected, "shape");
        if (!shape.SequenceEqual(tensorResult.shape)) return $"shape [{string.Join(", ", tensorResult.shape)}], expected [{string.Join(", ", shape)}]";
        if (Layout(expected, shape, tensorResult, inputs) is { } layout) return layout;
        var actualData = tensorResult.CopyData<double>();
        var expectedData = expected.GetProperty("data").EnumerateArray().Select(Real).ToArray();
        for (var i = 0; i < actualData.Length; i++)
            if (!Same(expectedData[i], actualData[i], tensorResult.dtype))
                return string.Create(CultureInfo.InvariantCulture, $"element {i} is {actualData[i]:R}, expected {expectedData[i]:R}");
        return null;
    }

    public override string ToString() =>
        $"{Expression} of {string.Join(" and ", Inputs.Select(static input => input.GetProperty("dtype").GetString() + "[" + string.Join(", ", Longs(input, "shape")) + "]"))}";

    // Strides are given for results that share storage with an input.
    private static string? Layout(JsonElement expected, long[] shape, Tensor actual, Tensor?[] inputs)
    {
        if (shape.Contains(0)) return null;
        var shares = inputs.Any(input => input is not null && ReferenceEquals(input.Storage, actual.Storage));
        if (shares != expected.TryGetProperty("strides", out _)) return shares ? "a view, expected a copy" : "a copy, expected a view";
        if (!shares) return null;
        var strides = Longs(expected, "strides");
        return SameStrides(shape, strides, actual.stride()) ? null : $"strides [{string.Join(", ", actual.stride())}], expected [{string.Join(", ", strides)}]";
    }

    // A dimension of size 1 is never walked: its stride does not matter.
    private static bool SameStrides(long[] shape, long[] expected, long[] actual) =>
        Enumerable.Range(0, shape.Length).All(d => shape[d] == 1 || expected[d] == actual[d]);

    private bool Same(double expected, double actual, ScalarType dtype)
    {
        if (double.IsNaN(expected) || double.IsNaN(actual)) return double.IsNaN(expected) && double.IsNaN(actual);
        if (Tolerance == 0 && expected == 0 && actual == 0) return double.IsNegative(expected) == double.IsNegative(actual);
        if (Rounded(expected, dtype) == actual) return true;
        var tolerance = dtype switch
        {
            ScalarType.Float64 => Math.Min(Tolerance, 1e-12),
            // One unit in the last place: a float32 result that is off by its last bit may round the other way.
            ScalarType.Float16 => Tolerance == 0 ? 0 : 1e-3,
            ScalarType.BFloat16 => Tolerance == 0 ? 0 : 8e-3,
            _ => Tolerance,
        };
        return double.IsFinite(expected) && Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected));
    }

    // Goldens have no more digits than the type needs.
    private static double Rounded(double value, ScalarType dtype) => dtype switch
    {
        ScalarType.Float32 => (float)value,
        ScalarType.Float16 => (double)(Half)value,
        ScalarType.BFloat16 => new BFloat16((float)value).ToSingle(),
        _ => value,
    };

    private static Tensor Number(object value) => value switch
    {
        float number => tensor(number),
        double number => tensor(number),
        long number => tensor(number),
        int number => tensor(number),
        short number => tensor(number),
        sbyte number => tensor(number),
        byte number => tensor(number),
        Half number => tensor((float)number).half(),
        BFloat16 number => tensor(number),
        _ => throw new InvalidDataException($"an expression gave a {value.GetType()}, which is no tensor"),
    };

    private static long[] Longs(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(static e => e.GetInt64())];

    private static double Real(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.Number => e.GetDouble(),
        _ => e.GetString() switch
        {
            // PyTorch's, whose sign is plus; .NET's has a minus, which copysign would show.
            "nan" => BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000),
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            var text => double.Parse(text!, CultureInfo.InvariantCulture),
        },
    };

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
