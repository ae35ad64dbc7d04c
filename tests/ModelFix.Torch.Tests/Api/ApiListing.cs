using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ModelFix.Torch.Tests.Api;

/// <summary>A listing of TorchSharp's public API, a line a member, as it may lie next to the repository.</summary>
internal sealed partial class ApiListing
{
    private readonly Dictionary<string, HashSet<string>> _members = [];

    /// <summary>The listing of a TorchSharp version, or null where it is not at hand.</summary>
    public static ApiListing? Find(string version, [CallerFilePath] string source = "")
    {
        for (var folder = new FileInfo(source).Directory; folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "torchsharp-api", version + ".txt");
            if (File.Exists(file)) return new ApiListing(File.ReadLines(file));
        }

        return null;
    }

    private ApiListing(IEnumerable<string> lines)
    {
        HashSet<string> current = [];
        foreach (var line in lines)
        {
            if (line.StartsWith("  ", StringComparison.Ordinal)) current.Add(Normalize(line));
            else if (TypeHeader().Match(line) is { Success: true } header) _members[NormalizeType(header.Groups["name"].Value)] = current = [];
        }
    }

    public bool HasType(string type) => _members.ContainsKey(NormalizeType(type));

    /// <summary>Whether the type itself lists the member.</summary>
    public bool Has(string type, string member) => _members.TryGetValue(NormalizeType(type), out var members) && members.Contains(Normalize(member));

    /// <summary>
    /// A member without what callers cannot tell apart: virtual or override, constraints, obsolescence, nullability of references.
    /// </summary>
    public static string Normalize(string member)
    {
        var text = Constraint().Replace(member.Trim(), "");
        text = Modifier().Replace(text, "");
        text = ReferenceNullability().Replace(text, "");
        return text.Replace(" [Obsolete]", "", StringComparison.Ordinal).Trim();
    }

    private static string NormalizeType(string type) => Constraint().Replace(type, "").Trim();

    [GeneratedRegex(@"^(?:(?:static|sealed|abstract|readonly) )*(?:class|struct|enum|interface|delegate) (?<name>[^:]*?)(?: where .*| implements .*| : .*)?$")]
    private static partial Regex TypeHeader();

    [GeneratedRegex(@"\bwhere .*$")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"^(?:(?:virtual|override|abstract|sealed|new) )+")]
    private static partial Regex Modifier();

    // A question mark counts only after a value type: a keyword, an enum, or a tuple.
    [GeneratedRegex(@"(?<!\b(?:long|int|double|float|bool|byte|short|ScalarType|RoundingMode|InterpolationMode|PaddingModes|Padding))(?<!\))\?")]
    private static partial Regex ReferenceNullability();
}
