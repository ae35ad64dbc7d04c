using System.Security.Cryptography;
using System.Text;

namespace ModelFix.Core.Values;

/// <summary>Keeps the names of values short that code may make grow without end.</summary>
internal static class BoundedNames
{
    /// <summary>Longer than any name or expression that a person would read.</summary>
    public const int MaxLength = 1_000;

    /// <summary>The text, or where it is too long a short one that only the same text has (SHA-256).</summary>
    public static string Shortened(string text)
    {
        if (text.Length <= MaxLength) return text;
        using var hash = SHA256.Create();
        // The at sign marks names that no person gave.
        return "long@#" + BitConverter.ToString(hash.ComputeHash(Encoding.UTF8.GetBytes(text))).Replace("-", "");
    }
}
