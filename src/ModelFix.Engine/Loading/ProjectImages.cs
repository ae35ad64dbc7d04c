using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace ModelFix.Engine.Loading;

/// <summary>
/// Projects as those that reference them see them: as metadata, which is how the compiler sees them too, so that a folder and its project
/// files give the same. Each is compiled once; what does not compile in it is left out.
/// </summary>
internal sealed class ProjectImages
{
    private static readonly EmitOptions Declarations = new(metadataOnly: true, tolerateErrors: true);

    private readonly Dictionary<(string Path, string Framework), ProjectImage?> _images = [];

    public IReadOnlyList<ProjectImage> Of(IEnumerable<ProjectText> projects, Func<ProjectText, CSharpCompilation> compile) =>
        [.. projects.Select(p => Of(p, compile)).OfType<ProjectImage>()];

    private ProjectImage? Of(ProjectText project, Func<ProjectText, CSharpCompilation> compile)
    {
        var key = (project.Path, project.Framework.Name);
        if (_images.TryGetValue(key, out var known)) return known;
        // In a circle of references, which no compiler takes, the one that is being compiled is not there yet.
        _images.Add(key, null);
        using var image = new MemoryStream();
        var compilation = compile(project);
        return _images[key] = compilation.Emit(image, options: Declarations).Success
            ? new ProjectImage(MetadataReference.CreateFromImage(image.ToArray()), compilation)
            : null;
    }
}

/// <summary>A project that another one references.</summary>
/// <param name="Reference">Its metadata.</param>
/// <param name="Compilation">Its sources.</param>
internal sealed record ProjectImage(MetadataReference Reference, CSharpCompilation Compilation);
