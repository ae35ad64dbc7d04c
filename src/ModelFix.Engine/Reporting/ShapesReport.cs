using System.Collections.Immutable;
using ModelFix.Core.Knowledge;
using ModelFix.Engine.Loading;

namespace ModelFix.Engine.Reporting;

/// <summary>What is known of the tensors in exported methods.</summary>
/// <param name="Methods">The methods, in the order of files and their text.</param>
/// <param name="Folder">Paths are shown relative to this folder where they are below it.</param>
internal sealed record ShapesReport(ImmutableArray<MethodShapes> Methods, string Folder)
{
    /// <summary>The exported methods of projects, each file once.</summary>
    public static ShapesReport Of(IEnumerable<LoadedProject> projects, string folder, CancellationToken cancellation)
    {
        var methods = ImmutableArray.CreateBuilder<MethodShapes>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var project in projects)
        {
            if (project.Facts is not { } torch) continue;
            foreach (var tree in project.OwnTrees.Where(t => seen.Add(t.FilePath)).OrderBy(t => t.FilePath, StringComparer.Ordinal))
            {
                cancellation.ThrowIfCancellationRequested();
                methods.AddRange(MethodShapes.In(tree, torch));
            }
        }

        return new ShapesReport(methods.ToImmutable(), folder);
    }
}
