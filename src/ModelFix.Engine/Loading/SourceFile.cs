using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace ModelFix.Engine.Loading;

/// <summary>A source file with what is needed to write it back as it was: its encoding and whether it had a byte order mark.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Text">Its text.</param>
/// <param name="Encoding">What its bytes are in.</param>
/// <param name="Hash">Of its bytes, by which a change is seen.</param>
internal sealed record SourceFile(string Path, SourceText Text, Encoding Encoding, string Hash)
{
    /// <summary>Why it must stay as it is, though it is looked at; null where it may be changed.</summary>
    public string? WhyKept { get; init; }

    /// <param name="path">The full path.</param>
    /// <param name="stated">The encoding that the project states for files without a byte order mark.</param>
    /// <exception cref="EngineException">The file cannot be read.</exception>
    public static SourceFile Read(string path, Encoding? stated = null)
    {
        var bytes = ReadBytes(path);
        var encoding = EncodingOf(bytes, stated);
        try
        {
            return new SourceFile(path, Decoded(bytes, encoding), encoding, HashOf(bytes));
        }
        catch (DecoderFallbackException e)
        {
            // The compiler reads such a file too: code is ASCII, and only comments and strings are not what their author sees.
            return new SourceFile(path, Decoded(bytes, Encoding.Latin1), Encoding.Latin1, HashOf(bytes))
            {
                WhyKept = $"not valid {encoding.WebName.ToUpperInvariant()} at byte {e.Index + encoding.Preamble.Length}, "
                    + "so its encoding is not certain; save it as UTF-8 first",
            };
        }
    }

    /// <summary>A file that ModelFix itself writes.</summary>
    public static SourceFile New(string path, string text)
    {
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        return new SourceFile(path, SourceText.From(text, encoding), encoding, HashOf(encoding.GetBytes(text)));
    }

    /// <summary>The file with another text, as it is written.</summary>
    public SourceFile With(SourceText text) => this with { Text = text, Hash = HashOf(Encode(text)) };

    public static string HashOf(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));

    /// <summary>The bytes of a changed text: the same encoding, a byte order mark where there was one.</summary>
    public byte[] Encode(SourceText text) => [.. Encoding.Preamble, .. Encoding.GetBytes(text.ToString())];

    private static SourceText Decoded(byte[] bytes, Encoding encoding) => SourceText.From(
        encoding.GetString(bytes, encoding.Preamble.Length, bytes.Length - encoding.Preamble.Length), encoding);

    private static byte[] ReadBytes(string path)
    {
        try
        {
            // Whoever opens a pipe waits for its writer; it has no length.
            if (new FileInfo(path) is { Exists: true, Length: 0 } empty) return IsPipe(empty) ? throw NotAFile(path) : [];
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(path, $"cannot be read ({e.Message})", "Check that the file exists and that you may read it.");
        }
    }

    /// <summary>To read and to write at once nobody waits.</summary>
    private static bool IsPipe(FileInfo file)
    {
        if (OperatingSystem.IsWindows()) return false;
        try
        {
            using var stream = file.Open(FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return !stream.CanSeek;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static EngineException NotAFile(string path) =>
        new(path, "not a regular file", "It was left alone; leave it out of PATHS.");

    private static Encoding EncodingOf(ReadOnlySpan<byte> bytes, Encoding? stated) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        _ when stated is not null => Strict(stated),
        _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
    };

    /// <summary>
    /// The encoding without its byte order mark, which the file does not have, and without a replacement for what is not valid.
    /// </summary>
    private static Encoding Strict(Encoding stated) => stated is UTF8Encoding
        ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)
        : Encoding.GetEncoding(stated.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
}
