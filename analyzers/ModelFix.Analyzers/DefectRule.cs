using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;

namespace ModelFix.Analyzers;

/// An exception in a rule, or while a method's shapes were inferred: no rewrite, and nothing is proven in such a method.
/// It is in no selection of rules and cannot be left out: what ModelFix did not look at must not pass as clean.
/// Matters everywhere: a migration goes on without the place, and its user has to know.
internal sealed class DefectRule : Rule
{
    private const string Next = "report it with this file and line at https://github.com/modelfix/modelfix/issues";

    public override DiagnosticDescriptor Descriptor { get; } = Describe(
        "MFX9999",
        "ModelFix failed here",
        "An exception in ModelFix ended the analysis of this place; everything else was done. It is a defect of ModelFix, to be reported with the file and line.");

    public override Hostility Hostility { get; } = new(
        "what is not analysed may hold anything",
        Enum.GetValues(typeof(TargetFamily)).Cast<TargetFamily>().Select(f => new TargetRange(f)).ToArray());

    public override ImmutableArray<OperationKind> Kinds { get; } = ImmutableArray.Create(OperationKind.MethodBody);

    public override bool MayConcern(SyntaxNode node) => node is MethodDeclarationSyntax;

    /// <summary>The finding at an exported method whose interpretation threw.</summary>
    public override Finding? Inspect(IOperation operation, TorchCompilation torch)
    {
        if (operation.Syntax is not MethodDeclarationSyntax method) return null;
        // What is not exported is not interpreted for this.
        if (operation.Descendants().FirstOrDefault(o => o is not IBlockOperation) is not { } first || !torch.Exported.Contains(first)) return null;
        return torch.DefectAround(method) is { } exception
            ? Report(method, $"ModelFix failed to infer the shapes of {method.Identifier.ValueText}, so nothing is proven in it ({Words(exception)}); {Next}")
            : null;
    }

    /// <summary>The finding at a place where a part of ModelFix threw.</summary>
    /// <param name="part">A rule's id, or what was done: "reading the settings".</param>
    /// <param name="node">The place.</param>
    /// <param name="exception">What was thrown.</param>
    public Finding In(string part, SyntaxNode node, Exception exception) => Report(node, $"ModelFix failed here in {part} ({Words(exception)}); {Next}");

    /// <summary>The exception in one line, whatever its message holds.</summary>
    private static string Words(Exception exception) => $"{exception.GetType().Name}: {string.Join(" ", exception.Message.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries))}";
}
