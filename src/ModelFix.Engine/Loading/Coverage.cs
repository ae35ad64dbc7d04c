using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Engine.Loading;

/// <summary>Something that was not checked, with the cause and the next step, and how much code that is.</summary>
internal sealed record NotChecked(string Text, int Files, int Classes, int Methods)
{
    /// <summary>A file that was looked at and could not be changed.</summary>
    public static NotChecked Left(string text) => new(text, Files: 1, Classes: 0, Methods: 0);
}

/// <summary>What of the loaded code could be checked: a part that was not never passes as one without findings.</summary>
/// <param name="Missing">What was not checked.</param>
/// <param name="Notes">What is good to know, and in order.</param>
internal sealed record Coverage(ImmutableArray<NotChecked> Missing, ImmutableArray<string> Notes)
{
    /// <summary>What the run ends with on this account.</summary>
    public int ExitCode => Missing.IsEmpty ? ExitCodes.Done : ExitCodes.NotLoaded;

    /// <exception cref="EngineException">Nothing could be checked at all.</exception>
    public static Coverage Of(LoadedProjects projects)
    {
        if (projects.Count == 0)
            throw new EngineException("PATHS", "no project compiles any of the files", "Name files that their project does not exclude.");
        Named.Check(projects);
        var failures = projects.Failures.Select(f => new NotChecked(f.Message, 0, 0, 0));
        var missing = failures.Concat(projects.SelectMany(p => p.Missing)).ToList();
        var notes = new List<string>();
        foreach (var project in projects)
        {
            if (IsLookedAt(project)) OfBound(project, TorchSymbols.Find(project.Compilation)!, missing, notes);
            else if (TorchFiles.UsesTorchSharp(project)) missing.Add(Unbound(project));
            else notes.Add($"{project.Title}: not looked at, it does not use TorchSharp.");
        }

        if (!projects.Any(IsLookedAt)) throw NothingChecked(projects, missing);
        return new Coverage([.. missing], [.. notes.Distinct()]);
    }

    /// <summary>True where TorchSharp is bound and a file may hold a model.</summary>
    public static bool IsLookedAt(LoadedProject project) =>
        TorchSymbols.Find(project.Compilation) is not null && TorchFiles.In(project.Compilation, project).Any();

    private static EngineException NothingChecked(LoadedProjects projects, List<NotChecked> missing) => new(
        string.Join(", ", projects.Select(p => p.Name).Distinct()),
        projects.Any(p => !p.Missing.IsEmpty)
            ? "nothing could be checked"
            : missing.Count > 0
            ? "no TorchSharp is bound, so nothing was checked"
            : "nothing there uses TorchSharp: there is no exported model",
        missing.Count > 0
            ? string.Join(Environment.NewLine, missing.Select(m => m.Text))
            : "Name a project with a class that derives from torch.nn.Module and has a forward.");

    private static NotChecked Unbound(LoadedProject project)
    {
        var trees = project.OwnTrees.Where(t => t.GetText().ToString().Contains("orch", StringComparison.Ordinal)).ToList();
        var classes = trees.SelectMany(t => t.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>()).ToList();
        return Part(
            $"{project.Title}: TorchSharp is used but not referenced. Add it to the project (dotnet add package TorchSharp-cpu), "
                + "or check that its reference exists",
            trees.Count,
            classes.Count,
            classes.Sum(Methods));
    }

    private static void OfBound(LoadedProject project, TorchSymbols symbols, List<NotChecked> missing, List<string> notes)
    {
        var models = TorchFiles.In(project.Compilation, project)
            .SelectMany(t => t.GetRoot().DescendantNodes(MayHoldTypes).OfType<TypeDeclarationSyntax>())
            .Where(c => c is (ClassDeclarationSyntax or RecordDeclarationSyntax) && MayBeModel(c, project, symbols))
            .ToList();
        var errors = UnboundCode.Errors(project.Compilation, models);
        if (errors.Count == 0) return;
        var classes = models.Select(c => Unbound(c, project, errors)).OfType<UnboundModel>().ToList();
        if (classes.Count > 0)
        {
            var inside = classes.SelectMany(c => c.Errors).Distinct().ToList();
            missing.Add(Part(
                $"{project.Title}: {Counted(inside.Count, "name or type", "names or types")} in models could not be bound; "
                    + $"first {At(inside[0])}. {NextStep(project)}",
                classes.Select(c => c.Class.SyntaxTree).Distinct().Count(),
                classes.Count,
                classes.Sum(c => c.Methods)));
            errors = [.. errors.Except(inside)];
        }

        if (errors.Count > 0)
            notes.Add(
                $"{project.Title}: outside of models {Counted(errors.Count, "name or type", "names or types")} could not be bound; "
                    + $"first {At(errors[0])}. {NextStep(project)}.");
    }

    private static bool MayHoldTypes(SyntaxNode node) =>
        node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax;

    /// <summary>True for a class that is a model, or may be one since a class that it derives from is not known.</summary>
    private static bool MayBeModel(TypeDeclarationSyntax declaration, LoadedProject project, TorchSymbols symbols) =>
        !project.Settings.In(declaration.SyntaxTree).IsExcluded(declaration.Identifier.ValueText)
            && Declared(declaration, project) is { } type
            && (HasUnknownBase(type) || symbols.IsModule(type) || IsCalledModule(declaration));

    private static INamedTypeSymbol? Declared(TypeDeclarationSyntax declaration, LoadedProject project) =>
        project.Compilation.Bound(declaration.SyntaxTree).GetDeclaredSymbol(declaration) as INamedTypeSymbol;

    private static bool HasUnknownBase(INamedTypeSymbol type) => Bases(type).Any(b => b.TypeKind == TypeKind.Error);

    /// <summary>A model of which something does not bind; null where all does.</summary>
    private static UnboundModel? Unbound(TypeDeclarationSyntax declaration, LoadedProject project, List<Diagnostic> errors)
    {
        var isUnknown = HasUnknownBase(Declared(declaration, project)!);
        var inside = errors
            .Where(e => e.Location.SourceTree == declaration.SyntaxTree && declaration.Span.Contains(e.Location.SourceSpan))
            .ToList();
        var innermost = inside.Where(e => Innermost(e, declaration) == declaration).ToList();
        if (innermost.Count == 0 && !isUnknown) return null;
        // A base that does not bind may be named by another part, or by a class between.
        if (innermost.Count == 0 && errors.FirstOrDefault() is { } first) innermost.Add(inside.FirstOrDefault() ?? first);
        var methods = declaration.Members.OfType<BaseMethodDeclarationSyntax>();
        return new UnboundModel(
            declaration,
            innermost,
            isUnknown ? methods.Count() : methods.Count(m => innermost.Any(e => m.Span.Contains(e.Location.SourceSpan))));
    }

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType) yield return t;
    }

    private static bool IsCalledModule(TypeDeclarationSyntax declaration) => declaration.BaseList?.Types.FirstOrDefault()?.Type is { } type
        && type
            .DescendantNodesAndSelf()
            .OfType<SimpleNameSyntax>()
            .FirstOrDefault(n => n.Parent is not QualifiedNameSyntax qualified || qualified.Right == n)?.Identifier.ValueText == "Module";

    private static TypeDeclarationSyntax? Innermost(Diagnostic error, TypeDeclarationSyntax within) =>
        within.FindNode(error.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>();

    private static int Methods(ClassDeclarationSyntax declaration) => declaration.Members.OfType<BaseMethodDeclarationSyntax>().Count();

    private static NotChecked Part(string cause, int files, int classes, int methods) => new(
        $"{cause}. Not checked: {Counted(files, "file", "files")}, {Counted(classes, "class", "classes")}, "
            + $"{Counted(methods, "method", "methods")}.",
            files, classes, methods);

    private static string Counted(
        int count,
        string one,
        string several) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : several)}");

    private static string At(Diagnostic error)
    {
        var at = error.Location.GetLineSpan();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{at.Path}({at.StartLinePosition.Line + 1},{at.StartLinePosition.Character + 1}): "
                + $"{error.Id} {error.GetMessage(CultureInfo.InvariantCulture)}");
    }

    private static string NextStep(LoadedProject project) => project.Name.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase)
        ? $"Restore the packages (dotnet restore \"{project.Name}\") and check that it builds, or pass --reference"
        : "Name the project file instead, or pass --reference";

    private sealed record UnboundModel(TypeDeclarationSyntax Class, IReadOnlyList<Diagnostic> Errors, int Methods);
}
