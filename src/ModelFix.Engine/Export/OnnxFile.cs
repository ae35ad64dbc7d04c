using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ModelFix.Core.Export;

namespace ModelFix.Engine.Export;

/// <summary>Writes a graph as an ONNX file: onnx.ModelProto in the wire format of Protocol Buffers.</summary>
/// <remarks>
/// Source of the field numbers: onnx.proto of ONNX 1.16. Ten kinds of messages are written and none is read, which a library with
/// generated classes would need more code for than this.
/// </remarks>
internal static class OnnxFile
{
    /// <summary>What one message of Protocol Buffers holds; larger models keep their weights in a file beside them.</summary>
    public const long LargestFile = 1536L << 20;

    private const string DataEnding = ".data";

    /// <summary>Writes the model.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="path">The file; weights of more than <paramref name="largest"/> bytes go to the same name with ".data".</param>
    /// <param name="largest">How much may be in one file.</param>
    public static void Write(OnnxGraph graph, string name, string path, long largest = LargestFile) =>
        Write(graph, name, path, Path.GetFileName(path) + DataEnding, largest);

    /// <summary>Writes the model beside where it goes to, and puts it there when it is whole.</summary>
    public static void Place(OnnxGraph graph, string name, string path, long largest = LargestFile)
    {
        var beside = $"{path}.{Guid.NewGuid():N}";
        try
        {
            Write(graph, name, beside, Path.GetFileName(path) + DataEnding, largest);
            if (File.Exists(beside + DataEnding)) File.Move(beside + DataEnding, path + DataEnding, overwrite: true);
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
            File.Delete(beside + DataEnding);
        }
    }

    private static void Write(OnnxGraph graph, string name, string path, string dataName, long largest)
    {
        var isLarge = graph.Initializers.Sum(w => (long)w.Data.Bytes.Length) > largest;
        using var external = isLarge ? File.Create(path + DataEnding) : null;
        var content = new Message();
        foreach (var (node, called) in graph.Nodes.Zip(Names(graph))) content.Add(1, Node(node, called));
        content.Add(2, name);
        foreach (var (weight, data) in graph.Initializers) content.Add(5, Tensor(weight, data, external, dataName));
        foreach (var input in graph.Inputs) content.Add(11, Port(input));
        foreach (var output in graph.Outputs) content.Add(12, Port(output));
        var model = new Message()
            .Add(1, Version(graph.Opset))
            .Add(2, "modelfix")
            .Add(3, ToolVersion.Text)
            .Add(7, content)
            .Add(8, new Message().Add(1, "").Add(2, graph.Opset));
        using var file = File.Create(path);
        model.CopyTo(file);
    }

    /// <summary>What the nodes are called: by their modules and operators, and where there are several, by a number.</summary>
    public static IReadOnlyList<string> Names(OnnxGraph graph)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. graph.Nodes.Select(node =>
        {
            var name = $"/{(node.Scope is { } scope ? scope.Replace('.', '/') + "/" : "")}{node.Operator}";
            var count = counts[name] = counts.GetValueOrDefault(name) + 1;
            return count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}_{count - 1}");
        })];
    }

    /// <summary>The version of the file format that came with an operator set.</summary>
    private static long Version(int opset) => opset switch
    {
        < 12 => 6,
        < 15 => 7,
        < 19 => 8,
        < 21 => 9,
        _ => 10,
    };

    private static Message Node(GraphNode node, string called)
    {
        var message = new Message();
        foreach (var input in node.Inputs) message.Add(1, input);
        foreach (var output in node.Outputs) message.Add(2, output);
        message.Add(3, called).Add(4, node.Operator);
        foreach (var (name, value) in node.Attributes) message.Add(5, Attribute(name, value));
        if (node.Place is { } place)
            message.Add(6, place.File is null
                ? place.Method
                : string.Create(CultureInfo.InvariantCulture, $"{place.Method} {Path.GetFileName(place.File)}({place.Line})"));
        return message;
    }

    private static Message Attribute(string name, object value)
    {
        var message = new Message().Add(1, name);
        switch (value)
        {
            case long number:
                return message.Add(3, number).Add(20, 2);
            case double fraction:
                return message.Add(2, (float)fraction).Add(20, 1);
            case string text:
                return message.Add(4, text).Add(20, 3);
            case long[] numbers:
                foreach (var number in numbers) message.Add(8, number);
                return message.Add(20, 7);
            case TensorData tensor:
                return message.Add(5, Tensor("", tensor, null, "")).Add(20, 4);
            case string[] texts:
                foreach (var text in texts) message.Add(9, text);
                return message.Add(20, 8);
            default:
                throw new ArgumentException($"an attribute of a node is no {value.GetType().Name}", nameof(value));
        }
    }

    private static Message Tensor(string name, TensorData data, FileStream? external, string location)
    {
        var message = new Message();
        foreach (var dim in data.Dims) message.Add(1, dim);
        message.Add(2, OnnxTypes.Number(data.Type)).Add(8, name);
        // Small ones are shapes and axes, which are read before external data are.
        if (external is null || data.Bytes.Length < 1024) return message.Add(9, data.Bytes);
        message.Add(13, Entry("location", location));
        message.Add(13, Entry("offset", external.Position.ToString(CultureInfo.InvariantCulture)));
        message.Add(13, Entry("length", data.Bytes.Length.ToString(CultureInfo.InvariantCulture)));
        external.Write(data.Bytes);
        return message.Add(14, 1);
    }

    private static Message Entry(string key, string value) => new Message().Add(1, key).Add(2, value);

    private static Message Port(GraphPort port)
    {
        var shape = new Message();
        foreach (var dim in port.Dims)
            shape.Add(
                1,
                long.TryParse(dim, CultureInfo.InvariantCulture, out var size) ? new Message().Add(1, size) : new Message().Add(2, dim));
        var tensor = new Message().Add(1, OnnxTypes.Number(port.Type)).Add(2, shape);
        return new Message().Add(1, port.Name).Add(2, new Message().Add(1, tensor));
    }

    /// <summary>A message as its parts, so that weights are not copied for each message that they are in.</summary>
    private sealed class Message
    {
        private readonly List<ReadOnlyMemory<byte>> _parts = [];

        private long Length => _parts.Sum(p => (long)p.Length);

        public Message Add(int field, long value) => Tag(field, 0).Number((ulong)value);

        public Message Add(int field, float value)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            return Tag(field, 5).Raw(bytes);
        }

        public Message Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

        public Message Add(int field, byte[] bytes) => Tag(field, 2).Number((ulong)bytes.Length).Raw(bytes);

        public Message Add(int field, Message message)
        {
            Tag(field, 2).Number((ulong)message.Length);
            _parts.AddRange(message._parts);
            return this;
        }

        public void CopyTo(Stream stream)
        {
            foreach (var part in _parts) stream.Write(part.Span);
        }

        private Message Tag(int field, int kind) => Number((ulong)(field << 3 | kind));

        private Message Number(ulong value)
        {
            var bytes = new List<byte>(2);
            for (; value >= 128; value >>= 7) bytes.Add((byte)(value | 128));
            bytes.Add((byte)value);
            return Raw([.. bytes]);
        }

        private Message Raw(byte[] bytes)
        {
            _parts.Add(bytes);
            return this;
        }
    }
}
