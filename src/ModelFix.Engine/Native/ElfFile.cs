using System.Buffers.Binary;
using System.Text;

namespace ModelFix.Engine.Native;

/// <summary>
/// The parts of a 64-bit little-endian ELF image that say which versions of which symbols it needs. Offsets and layouts: the System V ABI
/// and Linux Standard Base. Whatever points outside of the image is an <see cref="InvalidDataException"/>: the file may be cut off, or
/// something else that begins alike.
/// </summary>
internal sealed class ElfFile(byte[] image)
{
    private const int SectionHeaders = 0x28;
    private const int SectionHeaderCounts = 0x3A;
    private const int SectionHeaderSize = 0x40;

    public byte[] Image { get; } = image;

    public static bool Is(ReadOnlySpan<byte> image) => image.Length > 0x40 && image[..6].SequenceEqual("\u007FELF\u0002\u0001"u8);

    /// <summary>The section of that name, with its index in the table of sections.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is not inside the image.</exception>
    public ElfSection Section(string name)
    {
        var table = Int64(SectionHeaders);
        var (size, count, names) = (UInt16(SectionHeaderCounts), UInt16(SectionHeaderCounts + 2), UInt16(SectionHeaderCounts + 4));
        var texts = Entry(names);
        for (var i = 0; i < count; i++)
            if (Text(texts.Offset + UInt32(table + ((long)i * size))) == name) return Entry(i);
        throw new InvalidDataException($"the image has no section {name}");

        ElfSection Entry(int index)
        {
            var header = table + ((long)index * size);
            _ = At(header, SectionHeaderSize);
            var section = new ElfSection(index, Int64(header + 0x10), Int64(header + 0x18), Int64(header + 0x20), UInt32(header + 0x2C));
            // A section without a place in the file, such as .bss, has a size all the same; none that is asked for is one.
            _ = Bytes(section);
            return section;
        }
    }

    /// <summary>What a section holds.</summary>
    public ReadOnlySpan<byte> Bytes(ElfSection section) => At(section.Offset, section.Size);

    /// <summary>The text that ends with a zero byte.</summary>
    public string Text(long offset)
    {
        var rest = At(offset, Math.Max(0, Image.Length - offset));
        var end = rest.IndexOf((byte)0);
        return end < 0 ? throw Outside(offset) : Encoding.ASCII.GetString(rest[..end]);
    }

    public ushort UInt16(long offset) => BinaryPrimitives.ReadUInt16LittleEndian(At(offset, sizeof(ushort)));

    public uint UInt32(long offset) => BinaryPrimitives.ReadUInt32LittleEndian(At(offset, sizeof(uint)));

    public void Write(long offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(At(offset, sizeof(ushort)), value);

    public void Write(long offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(At(offset, sizeof(uint)), value);

    public void Write(long offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(At(offset, sizeof(ulong)), value);

    /// <summary>Offsets beyond 2^63 are beyond every image; as negative numbers they are refused like the others.</summary>
    private long Int64(long offset) => BinaryPrimitives.ReadInt64LittleEndian(At(offset, sizeof(long)));

    private Span<byte> At(long offset, long size) => offset >= 0 && size >= 0 && offset <= Image.Length && size <= Image.Length - offset
        ? Image.AsSpan((int)offset, (int)size)
        : throw Outside(offset);

    private InvalidDataException Outside(long offset) =>
        new(FormattableString.Invariant($"the image ends at {Image.Length}, and something in it points to {offset}"));
}

/// <summary>Where a section is: in memory, in the file, and how many entries its info field counts.</summary>
internal readonly record struct ElfSection(int Index, long Address, long Offset, long Size, uint Info);
