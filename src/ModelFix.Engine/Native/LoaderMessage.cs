using System.Text.RegularExpressions;

namespace ModelFix.Engine.Native;

/// <summary>What the system's loader says of a library that does not load, and what cures it.</summary>
internal static partial class LoaderMessage
{
    /// <summary>The loader's own words, in one line: the runtime puts advice for developers around them.</summary>
    public static string Cause(string message)
    {
        var lines = message.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        return (lines.FirstOrDefault(l => Symptom().IsMatch(l)) ?? lines.FirstOrDefault() ?? "the loader does not say why").TrimEnd('.');
    }

    /// <summary>What to do about it.</summary>
    public static string Cure(string cause)
    {
        if (Missing().Match(cause) is { Success: true } missing)
        {
            var library = missing.Groups["library"].Value;
            return library.StartsWith("libgomp", StringComparison.Ordinal)
                ? "Install GCC's OpenMP library (Debian, Ubuntu: apt-get install libgomp1; Fedora: dnf install libgomp)."
                : $"Install the system package that holds {library}.";
        }

        if (cause.Contains("`GLIBCXX_", StringComparison.Ordinal) || cause.Contains("`CXXABI_", StringComparison.Ordinal))
            return "This system's libstdc++ is older than the library needs: install that of GCC 13 or later, or run on a newer system.";
        if (cause.Contains("`GLIBC_", StringComparison.Ordinal))
            return "This system's C library is older than the library needs: run on a newer system.";
        if (cause.Contains("0x8007007E", StringComparison.OrdinalIgnoreCase)
            || cause.Contains("module could not be found", StringComparison.Ordinal))
            return "Install the Microsoft Visual C++ redistributable, 2015 to 2022, for x64.";
        return $"The file is damaged or made for another system than {NativeSystem.Identifier}: delete its package, and restore again.";
    }

    [GeneratedRegex(
        "version `|cannot open shared object|invalid ELF|file too short|wrong ELF class|0x[0-9A-F]{8}|image not found"
        + "|incompatible architecture"
        + "|undefined symbol|cannot allocate|failed to map",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Symptom();

    [GeneratedRegex(@"(?<library>lib[\w.+-]+): cannot open shared object", RegexOptions.CultureInvariant)]
    private static partial Regex Missing();
}
