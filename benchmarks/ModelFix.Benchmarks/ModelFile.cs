using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Testing;

namespace ModelFix.Benchmarks;

/// <summary>What is known of the models' inputs before anything is interpreted.</summary>
public enum Inputs
{
    /// <summary>The doc comments of the samples say them.</summary>
    Stated,

    /// <summary>Nothing is said, so what the layers demand is found out first.</summary>
    Demanded,

    /// <summary>As stated, and no other assembly sees the classes, so that sub-modules get what their callers give.</summary>
    Called,
}

/// <summary>
/// One file of about 600 lines that holds the models of six samples, which are made of modules of their own in many places.
/// </summary>
internal static class ModelFile
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        """;

    /// <summary>The models in a compilation that sees TorchSharp's surface, with all references loaded.</summary>
    /// <exception cref="InvalidOperationException">A sample does not compile.</exception>
    public static CSharpCompilation Compile(Inputs inputs)
    {
        var compilation = TestCompilation.Create([("Models.cs", Source(inputs)), ("Usings.cs", Usings)]);
        if (compilation.GetDiagnostics().FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } error)
            throw new InvalidOperationException($"The samples do not compile as one file: {error}");
        return compilation;
    }

    /// <summary>All code that runs: bodies of methods and constructors, and initialisers.</summary>
    public static IReadOnlyList<SyntaxNode> Bodies(SyntaxTree tree) => tree.GetRoot().DescendantNodes()
        .Where(n => n is BaseMethodDeclarationSyntax or EqualsValueClauseSyntax { Parent.Parent.Parent: BaseFieldDeclarationSyntax })
        .ToList();

    private static string Source(Inputs inputs) => inputs switch
    {
        Inputs.Demanded => string.Join('\n', Stated().Split('\n').Where(l => !l.TrimStart().StartsWith("///", StringComparison.Ordinal))),
        Inputs.Called => Stated().Replace("public sealed class", "internal sealed class", StringComparison.Ordinal),
        _ => Stated(),
    };

    private static string Stated()
    {
        var roots = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Samples"), "*.cs", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f)).GetCompilationUnitRoot())
            .ToList();
        var usings = roots.SelectMany(r => r.Usings).Select(u => u.ToString()).Distinct().Order(StringComparer.Ordinal);
        var types = roots.SelectMany(r => r.Members.OfType<FileScopedNamespaceDeclarationSyntax>())
            .Select(n => $"namespace {n.Name}\n{{\n{string.Concat(n.Members.Select(m => m.ToFullString()))}\n}}");
        return string.Join('\n', usings.Concat(types));
    }
}
