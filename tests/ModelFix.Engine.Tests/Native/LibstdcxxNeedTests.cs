using System.Security.Cryptography;
using System.Text;
using ModelFix.Engine.Native;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Native;

/// <summary>The mending of a library that was built with GCC 13 for systems that have an older libstdc++.</summary>
public sealed class LibstdcxxNeedTests : IDisposable
{
    private const string Symbol = "_ZSt21ios_base_library_initv";

    private static readonly (string, string)[] BothVersions = [("GLIBCXX_3.4.30", "_ZNSt6thread"), ("GLIBCXX_3.4.32", Symbol)];

    /// <summary>push, pop, return.</summary>
    private static readonly byte[] Code = [0x55, 0x5D, 0xC3, 0x90];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void The_packages_library_loads_once_it_is_mended_and_the_package_stays_as_it_was()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux has libstdc++.");
        var original = Libtorch.Files().Single(NativeTorch.IsOwn);
        var hash = SHA256.HashData(File.ReadAllBytes(original));

        var mended = LibstdcxxNeed.Mended(File.ReadAllBytes(original));
        NativeTorch.Lay(Libtorch.Files(), _folder.Path);
        File.WriteAllBytes(NativeTorch.LibraryIn(_folder.Path), mended);
        var loaded = NativeTorch.Load(_folder.Path);

        Assert.NotEqual(IntPtr.Zero, loaded);
        Assert.Equal(hash, SHA256.HashData(File.ReadAllBytes(original)));
        Assert.Equal(mended, File.ReadAllBytes(NativeTorch.LibraryIn(_folder.Path)));
        Assert.Same(mended, LibstdcxxNeed.Mended(mended));
    }

    [Fact]
    public void The_need_gets_the_older_versions_name_and_hash_and_the_symbol_is_a_return()
    {
        var image = SyntheticImage.Of(BothVersions, Code);

        var file = new ElfFile(LibstdcxxNeed.Mended(image));

        var needs = file.Section(".gnu.version_r").Offset;
        var (older, renamed) = (needs + 16, needs + 32);
        Assert.Equal("GLIBCXX_3.4.30", file.Text(file.Section(".dynstr").Offset + file.UInt32(renamed + 8)));
        Assert.Equal(file.UInt32(older), file.UInt32(renamed));
        var symbol = file.Section(".dynsym").Offset + (2 * 24);
        var code = file.Section(".text");
        Assert.Equal((ushort)code.Index, file.UInt16(symbol + 6));
        Assert.Equal((uint)code.Address + 2, file.UInt32(symbol + 8));
        Assert.Equal(1u, file.UInt32(symbol + 16));
        Assert.Equal(1, file.UInt16(file.Section(".gnu.version").Offset + 4));
        // The other version's symbol, and everything that is not named above, is as it was.
        Assert.Equal(2, file.UInt16(file.Section(".gnu.version").Offset + 2));
        Assert.InRange(image.Zip(file.Image).Count(b => b.First != b.Second), 1, 4 + 4 + 2 + 8 + 8 + 2);
    }

    [Fact]
    public void An_image_without_the_need_stays_byte_for_byte()
    {
        var image = SyntheticImage.Of([("GLIBCXX_3.4.30", "_ZNSt6thread")], Code);
        var copy = image.ToArray();

        Assert.Same(image, LibstdcxxNeed.Mended(image));
        Assert.Equal(copy, image);
    }

    [Fact]
    public void What_is_given_is_never_changed()
    {
        var image = SyntheticImage.Of(BothVersions, Code);
        var copy = image.ToArray();

        Assert.NotEqual(copy, LibstdcxxNeed.Mended(image));
        Assert.Equal(copy, image);
    }

    [Fact]
    public void What_cannot_be_mended_is_refused_with_the_reason()
    {
        AssertRefused("does not need GLIBCXX_3.4.30", SyntheticImage.Of([("GLIBCXX_3.4.32", Symbol)], Code));
        AssertRefused(
            "needs _ZNSt9other of GLIBCXX_3.4.32 too",
            SyntheticImage.Of([("GLIBCXX_3.4.30", "_ZNSt6thread"), ("GLIBCXX_3.4.32", "_ZNSt9other")], Code));
        AssertRefused("has no return instruction", SyntheticImage.Of(BothVersions, [0x55, 0x5D, 0x90]));
        AssertRefused("has no section .gnu.version_r", Renamed(".gnu.version_r"));
        AssertRefused(
            "not a 64-bit ELF image",
            Encoding.ASCII.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:0123456789abcdef0123456789abcdef"));
        AssertRefused("not a 64-bit ELF image", []);
    }

    [Fact]
    public void An_image_that_is_cut_off_anywhere_is_refused()
    {
        var image = SyntheticImage.Of(BothVersions, Code);
        for (var length = 0; length < image.Length; length++)
            Assert.Throws<InvalidDataException>(() => LibstdcxxNeed.Mended(image[..length]));
    }

    /// <summary>Each field of the image in turn is as large, or as small, as it can be.</summary>
    [Theory]
    [InlineData(0xFF)]
    [InlineData(0x7F)]
    [InlineData(0x00)]
    public void An_image_that_is_garbled_anywhere_is_refused_or_mended(byte garbage)
    {
        var image = SyntheticImage.Of(BothVersions, Code);
        foreach (var width in new[] { 1, 2, 4, 8 })
        {
            for (var at = 0; at + width <= image.Length; at++)
            {
                var garbled = image.ToArray();
                garbled.AsSpan(at, width).Fill(garbage);
                Assert.Null(Record.Exception(() => LibstdcxxNeed.Mended(garbled)) is { } e and not InvalidDataException ? e : null);
            }
        }
    }

    [Theory]
    [InlineData("libLibTorchSharp.so: /lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by libLibTorchSharp.so)", true)]
    [InlineData("libLibTorchSharp.so: /lib/libstdc++.so.6: version `GLIBCXX_3.4.33' not found (required by libLibTorchSharp.so)", false)]
    [InlineData("libLibTorchSharp.so: /lib/libc.so.6: version `GLIBC_2.38' not found (required by libLibTorchSharp.so)", false)]
    [InlineData("libgomp.so.1: cannot open shared object file: No such file or directory", false)]
    public void Only_that_version_is_mended(string message, bool explains) => Assert.Equal(explains, LibstdcxxNeed.Explains(message));

    private static void AssertRefused(
        string reason,
        byte[] image) => Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => LibstdcxxNeed.Mended(image)).Message);

    private static byte[] Renamed(string section)
    {
        var image = SyntheticImage.Of(BothVersions, Code);
        image.AsSpan(image.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(section + "\0")), 1).Fill((byte)'-');
        return image;
    }
}
