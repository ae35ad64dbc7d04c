using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Engine.Verification;

/// <summary>
/// Models that an expression of the user's makes: what a constructor takes may be anything, and a factory may be the only way. It is
/// compiled beside the class, with the usings of its file.
/// </summary>
internal static class ModelCreation
{
    private const string Name = "ModelFixCreation";

    /// <summary>Why an expression does not make a model, or null.</summary>
    /// <param name="compilation">The project.</param>
    /// <param name="type">The model's class.</param>
    /// <param name="expression">The expression.</param>
    public static string? Obstacle(Compilation compilation, INamedTypeSymbol type, string expression)
    {
        var tree = Tree(compilation, type, expression, position: 0);
        var whole = (CSharpCompilation)compilation.AddSyntaxTrees(tree);
        var semantics = whole.GetSemanticModel(tree);
        var said = tree.GetDiagnostics().Concat(semantics.GetDiagnostics());
        if (said.FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } error)
            return $"\"{expression}\" does not make it: {error.Id} {error.GetMessage(CultureInfo.InvariantCulture)}";
        var made = tree.GetRoot().DescendantNodes().OfType<ArrowExpressionClauseSyntax>().First().Expression;
        // A base class may be what a factory declares; what it gives is seen when it runs.
        if (semantics.GetTypeInfo(made).Type is not { } found) return $"\"{expression}\" makes nothing that has a type";
        var wanted = whole.GetTypeByMetadataName(type.FullMetadataName())!;
        return whole.ClassifyConversion(found, wanted) is { IsIdentity: false, IsReference: false }
            ? $"\"{expression}\" makes a {found.ToDisplayString()}"
            : null;
    }

    /// <summary>The project with what makes those of the models that an expression makes.</summary>
    public static CSharpCompilation Added(CSharpCompilation compilation, IEnumerable<ModelUnderTest> models)
    {
        var created = models
            .Where(m => m is { Create: not null, Obstacle: null })
            .Select(m => (Model: m, Type: compilation.GetTypeByMetadataName(m.Type)))
            .Where(m => m.Type is not null)
            .ToList();
        if (created.Count == 0) return compilation;
        var cases = created.Select((m, i) => string.Create(
            CultureInfo.InvariantCulture,
            $"case \"{m.Model.Type}\": return global::{Prefix(m.Type!)}{Name}{i}.Create();"));
        return compilation.AddSyntaxTrees(
        [
            .. created.Select((m, i) => Tree(compilation, m.Type!, m.Model.Create!, i)),
            Parsed(compilation, "namespace ModelFix.Generated { internal static class Creations { public static object Create(string type) "
                + $"{{ switch (type) {{ {string.Join(' ', cases)} default: throw new System.ArgumentException(type); }} }} "
                + $"public static readonly string[] Types = {{ {string.Join(", ", created.Select(m => $"\"{m.Model.Type}\""))} }}; }} }}"),
        ]);
    }

    private static SyntaxTree Tree(Compilation compilation, INamedTypeSymbol type, string expression, int position)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"internal static class {Name}{position} {{ public static object Create() => {expression}\n; }}");
        // What a using says may depend on the namespace that it stands in.
        foreach (var outer in type.DeclaringSyntaxReferences[0].GetSyntax().Ancestors())
            text = outer switch
            {
                CompilationUnitSyntax unit => Usings(unit.Usings) + text,
                BaseNamespaceDeclarationSyntax space => $"namespace {space.Name} {{\n{Usings(space.Usings)}{text} }}",
                _ => text,
            };
        return Parsed(compilation, text);
    }

    private static string Usings(SyntaxList<UsingDirectiveSyntax> usings) =>
        string.Concat(usings.Where(u => u.GlobalKeyword.IsKind(SyntaxKind.None)).Select(u => u + "\n"));

    private static SyntaxTree Parsed(Compilation compilation, string text) => CSharpSyntaxTree.ParseText(
        SourceText.From(text, System.Text.Encoding.UTF8),
        compilation.SyntaxTrees.Select(t => (CSharpParseOptions)t.Options).First(),
        "Creation.cs");

    /// <summary>The namespace with its dot; empty for the global one.</summary>
    private static string Prefix(INamedTypeSymbol type) =>
        type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString() + ".";
}
