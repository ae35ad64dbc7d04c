using System.Buffers.Binary;
using System.Text;

namespace ModelFix.Engine.Tests.Native;

/// <summary>
/// The smallest ELF image that needs versions of symbols, laid out by hand from the System V ABI: what the mending reads, and nothing else.
/// </summary>
internal sealed class SyntheticImage
{
    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private readonly MemoryStream _content = new();
    private readonly List<(string Name, long Offset, long Size, uint Info)> _sections = [("", 0, 0, 0)];
    private readonly StringBuilder _texts = new("\0");

    /// <param name="versions">
    /// The versions that the image needs of libstdc++.so.6, in order; each has one symbol, whose name is given beside it.
    /// </param>
    /// <param name="code">The machine code.</param>
    public static byte[] Of(
        IReadOnlyList<(string Version, string Symbol)> versions,
        byte[] code) => new SyntheticImage().Built(versions, code);

    private byte[] Built(IReadOnlyList<(string Version, string Symbol)> versions, byte[] code)
    {
        _content.SetLength(HeaderSize);
        _content.Position = HeaderSize;
        var library = Text("libstdc++.so.6");
        var needs = new byte[16 + (versions.Count * 16)];
        Put(needs, 2, (ushort)versions.Count);
        Put(needs, 4, library);
        Put(needs, 8, 16u);
        var symbols = new byte[24 * (versions.Count + 1)];
        var indexes = new byte[2 * (versions.Count + 1)];
        for (var i = 0; i < versions.Count; i++)
        {
            var entry = 16 + (16 * i);
            Put(needs, entry, Hash(versions[i].Version));
            Put(needs, entry + 6, (ushort)(i + 2));
            Put(needs, entry + 8, Text(versions[i].Version));
            if (i + 1 < versions.Count) Put(needs, entry + 12, 16u);
            Put(symbols, 24 * (i + 1), Text(versions[i].Symbol));
            Put(indexes, 2 * (i + 1), (ushort)(i + 2));
        }

        Add(".text", code);
        Add(".gnu.version_r", needs, info: 1);
        Add(".dynsym", symbols);
        Add(".gnu.version", indexes);
        Add(".dynstr", Encoding.ASCII.GetBytes(_texts.ToString()));
        return WithHeaders();
    }

    private byte[] WithHeaders()
    {
        var names = new StringBuilder();
        var starts = _sections.Select(s => s.Name).Append(".shstrtab").Select(name =>
        {
            var start = names.Length;
            names.Append(name).Append('\0');
            return (uint)start;
        }).ToList();
        Add(".shstrtab", Encoding.ASCII.GetBytes(names.ToString()));
        var table = _content.Length;
        var headers = new byte[_sections.Count * SectionHeaderSize];
        for (var i = 0; i < _sections.Count; i++)
        {
            var (at, section) = (i * SectionHeaderSize, _sections[i]);
            Put(headers, at, starts[i]);
            BinaryPrimitives.WriteInt64LittleEndian(headers.AsSpan(at + 0x10), 0x1000 + section.Offset);
            BinaryPrimitives.WriteInt64LittleEndian(headers.AsSpan(at + 0x18), section.Offset);
            BinaryPrimitives.WriteInt64LittleEndian(headers.AsSpan(at + 0x20), section.Size);
            Put(headers, at + 0x2C, section.Info);
        }

        _content.Write(headers);
        var image = _content.ToArray();
        "\u007FELF\u0002\u0001\u0001"u8.CopyTo(image);
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(0x28), table);
        Put(image, 0x3A, (ushort)SectionHeaderSize);
        Put(image, 0x3C, (ushort)_sections.Count);
        Put(image, 0x3E, (ushort)(_sections.Count - 1));
        return image;
    }

    private void Add(string name, byte[] bytes, uint info = 0)
    {
        _sections.Add((name, _content.Length, bytes.Length, info));
        _content.Write(bytes);
    }

    private uint Text(string text)
    {
        var start = (uint)_texts.Length;
        _texts.Append(text).Append('\0');
        return start;
    }

    /// <summary>The System V ABI's hash of a symbol's name.</summary>
    private static uint Hash(string name)
    {
        var hash = 0u;
        foreach (var letter in name)
        {
            hash = (hash << 4) + letter;
            var high = hash & 0xF0000000;
            hash = (hash ^ (high >> 24)) & ~high;
        }

        return hash;
    }

    private static void Put(byte[] into, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(into.AsSpan(offset), value);

    private static void Put(byte[] into, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(into.AsSpan(offset), value);
}
