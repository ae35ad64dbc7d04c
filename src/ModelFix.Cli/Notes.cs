using ModelFix.Engine.Loading;

namespace ModelFix.Cli;

/// <summary>
/// What a reader must know to trust a report: what the sources were bound against, and what a project file that was read as text leaves
/// open.
/// </summary>
internal static class Notes
{
    public static IEnumerable<string> Of(LoadedProjects projects, Coverage coverage)
    {
        var bound = projects.Where(Coverage.IsLookedAt).ToList();
        if (bound.Select(p => p.TorchSharp).Distinct().ToList() is [var same]) yield return $"Bound against {same}.";
        else foreach (var project in bound) yield return $"{project.Title}: bound against {project.TorchSharp}.";
        foreach (var json in bound.Select(p => p.Json).OfType<string>().Distinct()) yield return $"Contracts and settings from {json}.";
        foreach (var project in bound.Where(p => !p.Doubts.IsEmpty).DistinctBy(p => p.Name))
            yield return $"{project.Name} was read as text, which is not certain: {string.Join("; ", project.Doubts)}. "
                + $"Name {Path.GetFileName(project.Name)} instead of the folder.";
        foreach (var note in coverage.Notes) yield return note;
    }
}
