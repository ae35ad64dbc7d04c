using System.Text;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;

namespace ModelFix.Engine.Reporting;

/// <summary>
/// What a migration would write, for <c>git apply</c> in the root of the repository. Lines are compared as bytes, so that a file in any
/// encoding becomes what a migration makes of it.
/// </summary>
/// <param name="Bytes">The patch; empty where nothing would be written.</param>
/// <param name="Root">The folder that it is applied in.</param>
/// <param name="LeftOut">The files that are not in it, each with the reason.</param>
internal sealed record PatchFile(byte[] Bytes, string Root, IReadOnlyList<string> LeftOut)
{
    /// <summary>Text that has a character for each byte.</summary>
    private static readonly Encoding Raw = Encoding.Latin1;

    /// <param name="migrated">What is not written.</param>
    /// <param name="root">The root of the repository, else the folder that was named.</param>
    public static PatchFile Of(IReadOnlyCollection<MigratedProject> migrated, string root)
    {
        var contents = FileWriter.Contents(migrated);
        var read = migrated.SelectMany(m => m.Project.Files.Values).ToLookup(f => f.Path, StringComparer.Ordinal);
        var reencoded = Git.TopOf(Path.Combine(root, "x")) is null ? [] : Git.Reencoded(root, [.. contents.Keys]);
        var address = new SourceAddress(root);
        var patch = new MemoryStream();
        var leftOut = new List<string>();
        foreach (var (path, bytes) in contents)
        {
            var reason = address.PathOf(path) is null || Git.TopOf(path) is { } top && top != root ? $"it is not in the repository {root}"
                : reencoded.Contains(path) ? "git stores it in another encoding (working-tree-encoding in .gitattributes)"
                : null;
            if (reason is null) patch.Write(Raw.GetBytes(Change(address.PathOf(path)!, Before(path, read[path].FirstOrDefault()), bytes)));
            else leftOut.Add($"{path}: not in the patch, {reason}. Run modelfix fix on it, without --patch.");
        }

        return new PatchFile(patch.ToArray(), root, leftOut);
    }

    private static string Change(string path, byte[]? before, byte[] after) =>
        UnifiedDiff.Of(Raw.GetString(Encoding.UTF8.GetBytes(path)), before is null ? null : Raw.GetString(before), Raw.GetString(after));

    /// <exception cref="EngineException">The file is not what was read any more.</exception>
    private static byte[]? Before(string path, SourceFile? read)
    {
        if (read is null) return null;
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        return SourceFile.HashOf(bytes) == read.Hash
            ? bytes
            : throw new EngineException(path, "it changed while modelfix ran", "No patch was written. Run again.");
    }
}
