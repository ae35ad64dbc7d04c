namespace ModelFix.Engine.Native;

/// <summary>
/// Makes a copy of libLibTorchSharp.so load where libstdc++ is older than that of GCC 13 (Debian 12, Ubuntu 22.04, the .NET 8 images).
/// TorchSharp 0.107 needs
/// GLIBCXX_3.4.32 for one symbol, std::ios_base_library_init(), which GCC 13 has every file with iostream refer to so that iostream is
/// initialised early; libraries
/// before it do that by themselves. The need is renamed to GLIBCXX_3.4.30, which the file names too, and the symbol is defined as a return
/// inside the file.
/// </summary>
internal static class LibstdcxxNeed
{
    public const string Version = "GLIBCXX_3.4.32";
    private const string Older = "GLIBCXX_3.4.30";
    private const string Symbol = "_ZSt21ios_base_library_initv";
    private const byte Return = 0xC3;
    private const int SymbolSize = 24;
    private const uint EntrySize = 16;

    /// <summary>True where a loader's message is about this need and nothing else.</summary>
    public static bool Explains(string message) => message.Contains($"version `{Version}' not found", StringComparison.Ordinal);

    /// <summary>The image with the need mended; where it has no such need, as it was.</summary>
    /// <exception cref="InvalidDataException">
    /// The image is laid out otherwise, or needs other symbols of that version: it cannot be mended.
    /// </exception>
    public static byte[] Mended(byte[] image)
    {
        if (!ElfFile.Is(image)) throw new InvalidDataException("not a 64-bit ELF image");
        var file = new ElfFile([.. image]);
        var texts = file.Section(".dynstr");
        var needs = Needs(file, texts).ToList();
        if (needs.FirstOrDefault(n => n.Name == Version) is not { } need) return image;
        var older = needs.FirstOrDefault(n => n.Name == Older && n.Library == need.Library)
            ?? throw new InvalidDataException($"the image does not need {Older}, so that {Version} cannot be renamed to it");

        file.Write(need.Offset, older.Hash);
        file.Write(need.Offset + 8, older.NameOffset);
        Define(file, texts, need.Index);
        return file.Image;
    }

    /// <summary>The version needs: a list of libraries, each with a list of versions (Elf64_Verneed, Elf64_Vernaux).</summary>
    private static IEnumerable<Need> Needs(ElfFile file, ElfSection texts)
    {
        var section = file.Section(".gnu.version_r");
        var library = section.Offset;
        for (var i = section.Info; i > 0; i--)
        {
            var version = library + file.UInt32(library + 8);
            var libraryName = file.Text(texts.Offset + file.UInt32(library + 4));
            for (var j = file.UInt16(library + 2); j > 0; j--)
            {
                var name = file.UInt32(version + 8);
                yield return new Need(
                    version, libraryName, file.Text(texts.Offset + name), file.UInt32(version), name, file.UInt16(version + 6));
                if (j > 1) version = Next(file, version, version + 12);
            }

            if (i > 1) library = Next(file, library, library + 12);
        }
    }

    /// <summary>
    /// The entry after one, which is at least as long as an entry away: otherwise a garbled list would be read without end.
    /// </summary>
    private static long Next(ElfFile file, long entry, long link) => file.UInt32(link) is var distance && distance >= EntrySize
        ? entry + distance
        : throw new InvalidDataException("the image's list of version needs is shorter than it says");

    /// <summary>Defines the symbols of a version, which may be the one symbol only, as the first return instruction of the code.</summary>
    private static void Define(ElfFile file, ElfSection texts, ushort version)
    {
        var (symbols, versions, code) = (file.Section(".dynsym"), file.Section(".gnu.version"), file.Section(".text"));
        var found = file.Bytes(code).IndexOf(Return);
        if (found < 0) throw new InvalidDataException("the image's code has no return instruction");
        for (var i = 0L; i < symbols.Size / SymbolSize; i++)
        {
            if ((file.UInt16(versions.Offset + (2 * i)) & 0x7FFF) != version) continue;
            var symbol = symbols.Offset + (i * SymbolSize);
            var name = file.Text(texts.Offset + file.UInt32(symbol));
            if (name != Symbol) throw new InvalidDataException($"the image needs {name} of {Version} too");
            // Elf64_Sym: section index, address, size. Version 1 is the file's own, unversioned scope.
            file.Write(symbol + 6, (ushort)code.Index);
            file.Write(symbol + 8, (ulong)(code.Address + found));
            file.Write(symbol + 16, 1UL);
            file.Write(versions.Offset + (2 * i), (ushort)1);
        }
    }

    private sealed record Need(long Offset, string Library, string Name, uint Hash, uint NameOffset, ushort Index);
}
