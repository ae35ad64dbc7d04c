using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Xunit;

namespace ModelFix.Testing;

/// <summary>
/// What rules read and write of TorchSharp's API as past versions have it: declarations without bodies, to bind test sources against. Names
/// and overloads differ between versions (outputSize and output_size).
/// </summary>
public static class TorchSharpSurface
{
    private static readonly ImmutableArray<string> Files = ["torch.txt", "Tensor.txt", "nn.txt", "Modules.txt"];
    private static readonly ConcurrentDictionary<string, MetadataReference> References = new();

    /// <summary>The oldest version that ModelFix knows, the newest, and two between them at which names changed.</summary>
    public static ImmutableArray<string> Versions { get; } = ["0.99.6", "0.102.8", "0.105.2", "0.107.0"];

    /// <summary>An assembly named TorchSharp of a version.</summary>
    public static MetadataReference Reference(string version) => References.GetOrAdd(version, Compile);

    /// <summary>
    /// The declarations of a version by the path of the type that holds them: "torch.nn.functional", "Modules.Sequential".
    /// </summary>
    public static IEnumerable<(string Type, MemberDeclarationSyntax Member)> Members(string version)
    {
        foreach (var tree in Trees(version))
            foreach (var type in tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>())
                foreach (var member in MembersOf(
                    type).Where(m => m is not BaseTypeDeclarationSyntax && !m.Modifiers.Any(SyntaxKind.InternalKeyword)))
                    yield return (PathOf(type), member);
    }

    private static IEnumerable<MemberDeclarationSyntax> MembersOf(BaseTypeDeclarationSyntax type) => type switch
    {
        EnumDeclarationSyntax @enum => @enum.Members,
        TypeDeclarationSyntax other => other.Members,
        _ => [],
    };

    private static string PathOf(SyntaxNode type) => string.Join(".", type.AncestorsAndSelf().Reverse().Select(n => n switch
    {
        BaseNamespaceDeclarationSyntax space => space.Name.ToString().Replace("TorchSharp", "").TrimStart('.'),
        TypeDeclarationSyntax declaration => declaration.Identifier.ValueText + declaration.TypeParameterList,
        BaseTypeDeclarationSyntax declaration => declaration.Identifier.ValueText,
        _ => "",
    }).Where(n => n.Length > 0));

    private static MetadataReference Compile(string version)
    {
        var attribute = CSharpSyntaxTree.ParseText($"[assembly: System.Reflection.AssemblyVersion(\"{version}.0\")]");
        var compilation = CSharpCompilation.Create(
            "TorchSharp",
            Trees(version).Prepend(attribute),
            TestCompilation.FrameworkReferences,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image, options: new EmitOptions(metadataOnly: true));
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    private static IEnumerable<SyntaxTree> Trees(string version)
    {
        var options = new CSharpParseOptions(preprocessorSymbols: ["V" + version.Replace('.', '_')]);
        return Files.Select(f => CSharpSyntaxTree.ParseText(Read(f), options, f));
    }

    private static string Read(string file)
    {
        using var stream = typeof(TorchSharpSurface).Assembly.GetManifestResourceStream("TorchSharp/" + file)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
