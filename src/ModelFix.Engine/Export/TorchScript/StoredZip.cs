using System.Buffers.Binary;
using System.Text;
using ModelFix.Core.Export;

namespace ModelFix.Engine.Export.TorchScript;

/// <summary>
/// Writes a zip archive whose entries are stored as they are, each at a multiple of 64 bytes, so that PyTorch can map the file: .NET's own
/// archives can be told neither.
/// </summary>
/// <remarks>Source of the padding, an extra field named FB: getPadding in caffe2/serialize/inline_container.cc of PyTorch.</remarks>
internal sealed class StoredZip(Stream stream)
{
    private const int Alignment = 64;
    private const int LocalLength = 30;

    private static readonly uint[] Crc = [.. Enumerable.Range(0, 256).Select(i => Enumerable.Range(0, 8).Aggregate(
        (uint)i, (c, _) => (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1))];

    private readonly List<(byte[] Name, uint Check, uint Length, uint Offset)> _entries = [];

    public void Add(string name, byte[] content)
    {
        var (offset, bytes) = (Small(stream.Position), Encoding.ASCII.GetBytes(name));
        var padding = Alignment - (int)((stream.Position + LocalLength + bytes.Length + 4) % Alignment);
        var entry = (Name: bytes, Check: Check(content), Length: Small(content.LongLength), Offset: offset);
        Write(0x04034b50u);
        Write((ushort)20, (ushort)0, (ushort)0, (ushort)0, (ushort)0x21);
        Write(entry.Check, entry.Length, entry.Length);
        Write((ushort)bytes.Length, (ushort)(padding + 4));
        stream.Write(bytes);
        Write((ushort)0x4246, (ushort)padding);
        stream.Write(Enumerable.Repeat((byte)'Z', padding).ToArray());
        stream.Write(content);
        _entries.Add(entry);
    }

    public void Finish()
    {
        var start = Small(stream.Position);
        foreach (var (name, check, length, offset) in _entries)
        {
            Write(0x02014b50u);
            Write((ushort)20, (ushort)20, (ushort)0, (ushort)0, (ushort)0, (ushort)0x21);
            Write(check, length, length);
            Write((ushort)name.Length, (ushort)0, (ushort)0, (ushort)0, (ushort)0);
            Write(0u, offset);
            stream.Write(name);
        }

        var count = (ushort)Math.Min(_entries.Count, ushort.MaxValue - 1);
        if (count != _entries.Count) throw TooLarge();
        var size = Small(stream.Position) - start;
        Write(0x06054b50u);
        Write((ushort)0, (ushort)0, count, count);
        Write(size, start);
        Write((ushort)0);
    }

    private static uint Small(long number) => number < uint.MaxValue ? (uint)number : throw TooLarge();

    private static ExportRefusal TooLarge() => new("TorchScript files above 4 GB are not written");

    private static uint Check(byte[] content)
    {
        var check = uint.MaxValue;
        foreach (var value in content) check = Crc[(byte)(check ^ value)] ^ (check >> 8);
        return ~check;
    }

    private void Write(params ushort[] numbers)
    {
        var bytes = new byte[2];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, number);
            stream.Write(bytes);
        }
    }

    private void Write(params uint[] numbers)
    {
        var bytes = new byte[4];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
            stream.Write(bytes);
        }
    }
}
