using System.IO.Compression;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>The declarations that rules are bound against are TorchSharp's own, to the parameter's name and default.</summary>
public sealed partial class TorchSharpSurfaceTests
{
    public static TheoryData<string> Versions => new(TorchSharpSurface.Versions);

    [Theory, MemberData(nameof(Versions))]
    public void Every_member_is_in_the_listing_of_its_version(string version)
    {
        var listing = Listing(version);

        var members = TorchSharpSurface.Members(version).Select(m => $"{m.Type}: {Plain(Declaration(m.Member))}").ToList();
        var foreign = members.Where(m => !listing.Contains(m)).ToList();

        Assert.True(members.Count > 200, "the declarations were not found");
        Assert.True(foreign.Count == 0, $"{foreign.Count} are not in TorchSharp {version}:\n" + string.Join("\n", foreign));
    }

    /// <summary>"type: member" for each member that the version has; the listings were made from the packages' assemblies.</summary>
    private static HashSet<string> Listing(string version)
    {
        var members = new HashSet<string>();
        var type = "";
        foreach (var line in Lines(
            Path.Combine(Repository.Root, "tests", "ModelFix.Analyzers.Tests", "TorchSharpApi", version + ".txt.gz")))
        {
            if (line.StartsWith("  ", StringComparison.Ordinal)) members.Add($"{type}: {Plain(line.Replace(" [Obsolete]", ""))}");
            else if (TypeHeader().Match(line) is { Success: true } header)
                type = header.Groups["name"].Value.Trim().Replace("TorchSharp.", "");
        }

        // The listing names the two by their short names alone.
        return members.Select(m => m.StartsWith("Tensor: ", StringComparison.Ordinal) ? "torch." + m : m).ToHashSet();
    }

    private static IEnumerable<string> Lines(string compressed)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(compressed), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return line;
    }

    private static string Declaration(MemberDeclarationSyntax member) => member switch
    {
        EnumMemberDeclarationSyntax => member.ToString(),
        _ =>
            member
                .WithModifiers([.. member.Modifiers.Where(m => m.IsKind(SyntaxKind.StaticKeyword))])
                .NormalizeWhitespace()
                .ToFullString()
                .TrimEnd(';'),
    };

    /// <summary>
    /// A member without what the listing and C# write differently: qualifiers, spaces, modifiers that callers do not see.
    /// </summary>
    private static string Plain(string member) =>
        Space().Replace(Modifier().Replace(Qualifier().Replace(member.Replace("@", ""), ""), ""), "");

    [GeneratedRegex(@"\b(?:TorchSharp|torch|nn|Modules|PaddingModes|RoundingMode|System\.Collections\.Generic|System)\.")]
    private static partial Regex Qualifier();

    [GeneratedRegex(@"\b(?:virtual|override|abstract|readonly)\s")]
    private static partial Regex Modifier();

    [GeneratedRegex(@"[\s;]")]
    private static partial Regex Space();

    [GeneratedRegex(
        @"^(?:(?:static|sealed|abstract|readonly) )*(?:class|struct|enum|interface|delegate) "
            + @"(?<name>[^:]*?)(?: where .*| implements .*| : .*)?$")]
    private static partial Regex TypeHeader();
}
