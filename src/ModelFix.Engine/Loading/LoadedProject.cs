using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Core.Knowledge;

namespace ModelFix.Engine.Loading;

/// <summary>Sources that are compiled together: a project for one target framework, or a folder's files.</summary>
internal sealed record LoadedProject
{
    /// <summary>What to call it in messages: the project file or the folder.</summary>
    public required string Name { get; init; }

    /// <summary>The target framework, where a project file says one.</summary>
    public string? Framework { get; init; }

    /// <summary>The name, with the framework where there is one.</summary>
    public string Title => Framework is null ? Name : $"{Name} ({Framework})";

    /// <summary>Where files that fixes add are put.</summary>
    public required string Folder { get; init; }

    public required CSharpCompilation Compilation { get; init; }

    public required ModelSettings Settings { get; init; }

    /// <summary>The files that may be changed, by full path.</summary>
    public required IReadOnlyDictionary<string, SourceFile> Files { get; init; }

    /// <summary>False where the project lists its files, so that an added one would not be compiled.</summary>
    public bool TakesNewFiles { get; init; } = true;

    /// <summary>What the sources were bound against, to be said to the user.</summary>
    public required string TorchSharp { get; init; }

    /// <summary>The TorchSharp.dll that the sources are bound against.</summary>
    /// <exception cref="EngineException">They are bound against none of that name.</exception>
    public string TorchSharpPath => Compilation.References
        .OfType<PortableExecutableReference>()
        .Select(r => r.FilePath)
        .FirstOrDefault(p => Path.GetFileName(p) == "TorchSharp.dll")
        ?? throw new EngineException(
            Name, "the sources are not bound against TorchSharp", "Name the project file, or pass --reference TorchSharp.dll.");

    /// <summary>The modelfix.json that is in force, or null.</summary>
    public string? Json { get; init; }

    /// <summary>The files that could not be looked at.</summary>
    public ImmutableArray<NotChecked> Missing { get; init; } = [];

    /// <summary>What a project file, read as text, leaves open: "DefineConstants has a condition in App.csproj".</summary>
    public ImmutableArray<string> Doubts { get; init; } = [];

    /// <summary>The projects that it references, where they are compiled here and not where a build has put them.</summary>
    public ImmutableArray<CSharpCompilation> Referenced { get; init; } = [];

    public TorchCompilation? Facts => TorchCompilation.Create(Compilation, Settings);

    /// <summary>The trees that findings are reported in and that may be changed.</summary>
    public IEnumerable<SyntaxTree> OwnTrees => OwnTreesOf(Compilation);

    /// <summary>As <see cref="OwnTrees"/>, of another moment of a migration.</summary>
    public IEnumerable<SyntaxTree> OwnTreesOf(Compilation compilation) =>
        compilation.SyntaxTrees.Where(t => Files.ContainsKey(t.FilePath));
}
