using ModelFix.Analyzers;
using ModelFix.Cli.Terminals;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;

namespace ModelFix.Cli;

/// <summary>Where a command writes, and what shows how far it is.</summary>
internal sealed record Session(TextWriter Output, TextWriter Error, Terminal Terminal, RunProgress Progress)
{
    /// <summary>Where a person answers; null where nobody does.</summary>
    public TextReader? Input { get; init; }

    /// <summary>The projects that were asked for, and what of them can be checked.</summary>
    public (LoadedProjects Projects, Coverage Coverage) Load(Request request)
    {
        var projects = Progress.Run("Loading", null, begins =>
            ProjectSet.Load(request.Paths, request.References, request.Target, path => begins(Named(path, request))));
        return (projects, Progress.Run("Binding", null, _ => Coverage.Of(projects)));
    }

    /// <summary>What is found in the projects as they stand.</summary>
    public IReadOnlyList<Finding> Findings(LoadedProjects projects, Request request, CancellationToken cancellation) =>
        Progress.Run("Analysing", projects.Count, begins => projects.SelectMany(p =>
        {
            begins(Named(p.Title, request));
            return ProjectMigration.Inspect(p, request.Rules, cancellation);
        }).ToList());

    /// <summary>A path as people write it: relative where it is below the folder.</summary>
    public static string Named(string path, Request request)
    {
        var relative = Path.GetRelativePath(request.Folder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
