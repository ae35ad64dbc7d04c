using System.Collections.Immutable;
using ModelFix.Core.Knowledge;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Observation;

namespace ModelFix.Engine.Reporting;

/// <summary>What is known of the tensors in exported methods.</summary>
/// <param name="Methods">The methods, in the order of files and their text.</param>
/// <param name="Folder">Paths are shown relative to this folder where they are below it.</param>
internal sealed record ShapesReport(ImmutableArray<MethodShapes> Methods, string Folder)
{
    /// <summary>What was recorded; null where nothing was to be.</summary>
    public ObservedReport? Observed { get; init; }

    /// <summary>The exported methods of projects, each file once.</summary>
    /// <param name="projects">The projects.</param>
    /// <param name="folder">What paths are shown relative to.</param>
    /// <param name="observe">Records the models of a project; null where nothing is to be recorded.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ShapesReport Of(
        IEnumerable<LoadedProject> projects,
        string folder,
        Func<LoadedProject, TorchCompilation, Observations>? observe,
        CancellationToken cancellation)
    {
        var methods = ImmutableArray.CreateBuilder<MethodShapes>();
        var observed = ImmutableArray.CreateBuilder<ObservedMethod>();
        var failures = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var project in projects)
        {
            if (project.Facts is not { } torch) continue;
            var own = methods.Count;
            foreach (var tree in project.OwnTrees.Where(t => seen.Add(t.FilePath)).OrderBy(t => t.FilePath, StringComparer.Ordinal))
            {
                cancellation.ThrowIfCancellationRequested();
                methods.AddRange(MethodShapes.In(tree, torch));
            }

            // The same files for another framework are the same models.
            if (observe is null || methods.Count == own) continue;
            var recorded = observe(project, torch);
            observed.AddRange(methods.Skip(own).Select(m => ObservedMethod.Of(m, recorded, torch)));
            failures.AddRange(recorded.Failures);
        }

        return new ShapesReport(methods.ToImmutable(), folder)
        {
            Observed = observe is null ? null : new ObservedReport(observed.ToImmutable(), [.. failures]),
        };
    }
}
