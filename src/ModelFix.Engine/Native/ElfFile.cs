using System.Buffers.Binary;
using System.Text;

namespace ModelFix.Engine.Native;

/// <summary>The parts of a 64-bit little-endian ELF image that say which versions of which symbols it needs. Offsets and layouts: the System V ABI and Linux Standard Base.</summary>
internal sealed class ElfFile(byte[] image)
{
    private const int SectionHeaders = 0x28;
    private const int SectionHeaderCounts = 0x3A;

    public byte[] Image { get; } = image;

    public static bool Is(ReadOnlySpan<byte> image) => image.Length > 0x40 && image[..6].SequenceEqual("\u007FELF\u0002\u0001"u8);

    /// <summary>The section of that name, with its index in the table of sections.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public ElfSection Section(string name)
    {
        var table = (int)UInt64(SectionHeaders);
        var (size, count, names) = (UInt16(SectionHeaderCounts), UInt16(SectionHeaderCounts + 2), UInt16(SectionHeaderCounts + 4));
        var texts = At(names);
        for (var i = 0; i < count; i++)
            if (Text(texts.Offset + (int)UInt32(table + (i * size))) == name) return At(i);
        throw new InvalidDataException($"the image has no section {name}");

        ElfSection At(int index)
        {
            var header = table + (index * size);
            return new ElfSection(index, (long)UInt64(header + 0x10), (int)UInt64(header + 0x18), (int)UInt64(header + 0x20), (int)UInt32(header + 0x2C));
        }
    }

    /// <summary>The text that ends with a zero byte.</summary>
    public string Text(int offset) => Encoding.ASCII.GetString(Image.AsSpan(offset, Image.AsSpan(offset).IndexOf((byte)0)));

    public ushort UInt16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(Image.AsSpan(offset));

    public uint UInt32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Image.AsSpan(offset));

    public void Write(int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Image.AsSpan(offset), value);

    public void Write(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Image.AsSpan(offset), value);

    public void Write(int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Image.AsSpan(offset), value);

    private ulong UInt64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(Image.AsSpan(offset));
}

/// <summary>Where a section is: in memory, in the file, and how many entries its info field counts.</summary>
internal readonly record struct ElfSection(int Index, long Address, int Offset, int Size, int Info);
