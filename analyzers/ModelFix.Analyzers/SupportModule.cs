using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;

namespace ModelFix.Analyzers;

/// <summary>How a support module is used at one place.</summary>
/// <param name="TypeName">The class as it is written there: by its simple name, or from global:: where that means something else.</param>
/// <param name="File">The file to add, or null where the project already has the class.</param>
internal sealed record SupportReference(string TypeName, AddedFile? File)
{
    /// <summary>The fix with the file that it needs.</summary>
    public Fix AddTo(Fix fix) => File is null ? fix : fix with { AddedFiles = fix.AddedFiles.Add(File) };
}

/// <summary>
/// Modules that fixes add to a project as source. One stands in the innermost namespace that all of the project's modules share, so that
/// its simple name is in scope wherever a model is written.
/// </summary>
internal static class SupportModule
{
    /// <summary>
    /// What a support module's source takes from its usings; a project's own types of these names would take their place.
    /// </summary>
    private static readonly ImmutableHashSet<string> NamesInSource =
        ImmutableHashSet.Create("torch", "nn", "functional", "Tensor", "Parameter", "Module", "ArgumentException");

    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    private static readonly ConditionalWeakTable<Compilation, string> Homes = new();

    /// <summary>
    /// The reference to the support module <paramref name="name"/>; null where the project has something else of that name, or types that
    /// its source would be bound to by mistake.
    /// </summary>
    /// <param name="name">The class's name: ManualBatchNorm1d, CropLeading.</param>
    /// <param name="at">Where the class is to be named.</param>
    /// <param name="model">The model of that place's file.</param>
    /// <param name="torch">What is known of the compilation.</param>
    public static SupportReference? For(string name, SyntaxNode at, SemanticModel model, TorchCompilation torch)
    {
        var declared = torch.Compilation.GetSymbolsWithName(name, SymbolFilter.Type | SymbolFilter.Namespace).ToList();
        if (declared.Count > 0)
        {
            if (declared.Count > 1 || declared[0] is not INamedTypeSymbol existing || !IsOurs(existing)) return null;
            return new SupportReference(
                SourceStyle.At(at, model, torch.Symbols).Resolves(name, existing) ? name : Qualified(existing), File: null);
        }

        var home = Homes.GetValue(torch.Compilation, _ => CommonNamespace(torch));
        var around = Enclosing(home, torch.Compilation).ToList();
        if (around.Any(n => n.GetMembers(name).Any())) return null;
        // The usings stand inside the namespace, so only its own types come before what they import.
        if (around[around.Count - 1].GetMembers().Any(m => NamesInSource.Contains(m.Name) && !IsTorchSharps(m, torch))) return null;
        var isInScope = IsWithin(model.GetEnclosingSymbol(at.SpanStart)?.ContainingNamespace, home);
        var typeName = isInScope && model.LookupSymbols(at.SpanStart, name: name).IsEmpty ? name : "global::" + Member(home, name);
        return new SupportReference(
            typeName, new AddedFile(name + ".cs", Source(name, home, ((CSharpCompilation)torch.Compilation).LanguageVersion)));
    }

    /// <summary>True for the class as ModelFix adds it, however it is laid out by now.</summary>
    private static bool IsOurs(INamedTypeSymbol type)
    {
        if (type.ContainingType is not null || type.DeclaringSyntaxReferences.Length != 1) return false;
        var added = CSharpSyntaxTree.ParseText(Text(type.Name)).GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().Single();
        return SyntaxFactory.AreEquivalent(type.DeclaringSyntaxReferences[0].GetSyntax(), added, topLevel: false);
    }

    private static string CommonNamespace(TorchCompilation torch)
    {
        string[]? common = null;
        foreach (var type in Types(torch.Compilation.Assembly.GlobalNamespace).Where(torch.Symbols.IsModule))
        {
            var parts = NameOf(type.ContainingNamespace).Split('.');
            common = common is null ? parts : common.Zip(parts, (a, b) => (a, b)).TakeWhile(p => p.a == p.b).Select(p => p.a).ToArray();
        }

        return string.Join(".", common ?? []);
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) => container.GetMembers()
        .OfType<INamespaceOrTypeSymbol>()
        .SelectMany(m => m is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(m));

    /// <summary>The namespace and those around it, as all assemblies together fill them.</summary>
    private static IEnumerable<INamespaceSymbol> Enclosing(string home, Compilation compilation)
    {
        var at = compilation.GlobalNamespace;
        yield return at;
        foreach (var part in home.Split(['.'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (at.GetNamespaceMembers().FirstOrDefault(n => n.Name == part) is not { } inner) yield break;
            yield return at = inner;
        }
    }

    private static bool IsTorchSharps(ISymbol member, TorchCompilation torch) =>
        SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, torch.Symbols.Torch.ContainingAssembly);

    private static bool IsWithin(INamespaceSymbol? place, string home) =>
        place is not null && (home.Length == 0 || (NameOf(place) + ".").StartsWith(home + ".", StringComparison.Ordinal));

    private static string NameOf(INamespaceSymbol name) => name.IsGlobalNamespace ? "" : name.ToDisplayString();

    private static string Qualified(INamedTypeSymbol type) => "global::" + Member(NameOf(type.ContainingNamespace), type.Name);

    private static string Member(string home, string name) => home.Length == 0 ? name : home + "." + name;

    /// <summary>The file: nullable annotations off where the language knows of them, the class in its namespace.</summary>
    private static string Source(string name, string home, LanguageVersion version)
    {
        var nullable = version >= LanguageVersion.CSharp8 ? "#nullable disable\n\n" : "";
        var text = Text(name);
        if (home.Length == 0) return nullable + text;
        var indented = text.TrimEnd('\n').Split('\n').Select(line => line.Length == 0 ? line : "    " + line);
        return nullable + "namespace " + home + "\n{\n" + string.Join("\n", indented) + "\n}\n";
    }

    private static string Text(string name) => Texts.GetOrAdd(name, Read);

    private static string Read(string name)
    {
        using var stream = typeof(SupportModule).Assembly.GetManifestResourceStream("ModelFix.Support." + name)
            ?? throw new ArgumentException($"there is no support module {name}", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }
}
