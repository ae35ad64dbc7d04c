using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace ModelFix.Engine.Loading;

/// <summary>A source file with what is needed to write it back as it was: its encoding and whether it had a byte order mark.</summary>
internal sealed record SourceFile(string Path, SourceText Text, Encoding Encoding)
{
    /// <exception cref="EngineException">The file cannot be read, or is not valid in its encoding.</exception>
    public static SourceFile Read(string path)
    {
        var bytes = ReadBytes(path);
        var encoding = EncodingOf(bytes);
        try
        {
            var text = encoding.GetString(bytes, encoding.Preamble.Length, bytes.Length - encoding.Preamble.Length);
            return new SourceFile(path, SourceText.From(text, encoding), encoding);
        }
        catch (DecoderFallbackException e)
        {
            throw new EngineException(
                path,
                $"not valid UTF-8 at byte {e.Index + encoding.Preamble.Length}",
                "Save the file as UTF-8 (with or without a byte order mark) or leave it out of PATHS.");
        }
    }

    /// <summary>The files of paths and what they parse to, in the same order.</summary>
    /// <exception cref="EngineException">A file cannot be read, or is not valid in its encoding.</exception>
    public static IReadOnlyList<(SourceFile File, SyntaxTree Tree)> Parse(IEnumerable<string> paths, CSharpParseOptions options) =>
        [.. paths
            .Select(Read)
            .ToList()
            .AsParallel()
            .AsOrdered()
            .Select(file => (file, CSharpSyntaxTree.ParseText(file.Text, options, file.Path)))];

    /// <summary>The bytes of a changed text: the same encoding, a byte order mark where there was one.</summary>
    public byte[] Encode(SourceText text) => [.. Encoding.Preamble, .. Encoding.GetBytes(text.ToString())];

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(path, $"cannot be read ({e.Message})", "Check that the file exists and that you may read it.");
        }
    }

    private static Encoding EncodingOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
    };
}
