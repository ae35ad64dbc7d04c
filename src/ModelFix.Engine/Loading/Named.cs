using ModelFix.Core.Configuration;

namespace ModelFix.Engine.Loading;

/// <summary>Holds what modelfix.json names against the code that it is in force for.</summary>
internal static class Named
{
    /// <exception cref="EngineException">It names a model, an input or an argument that there is not.</exception>
    public static void Check(LoadedProjects projects)
    {
        foreach (var group in projects.Where(p => p.Json is not null).GroupBy(p => p.Json!))
        {
            // A model may be in a file that was not named, or did not parse.
            var areAll = group.All(p => p.Missing.IsEmpty)
                && projects.Failures.Count == 0
                && projects.Folders.Any(f => IsBelow(group.Key, f));
            var unknown = UnknownNames.In(group.First().Settings.Named, [.. group.Select(p => p.Compilation)], areAll).ToList();
            if (unknown.Count == 0) continue;
            var first = unknown[0];
            throw new EngineException(
                FormattableString.Invariant($"{first.File}({first.Line},{first.Column})"),
                first.Cause,
                string.Join(Environment.NewLine, unknown.Skip(1).Select(u => u.ToString()).Prepend(Sentence(first.NextStep))),
                ExitCodes.WrongUsage);
        }
    }

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Sentence(string text) => text.EndsWith('?') ? text : text + ".";
}
