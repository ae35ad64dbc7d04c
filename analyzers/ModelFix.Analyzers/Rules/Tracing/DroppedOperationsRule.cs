using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Interpretation;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Tracing;

/// forward that computes: x + layer.call(x)  =>  modules alone, in the order of the fields or in a Sequential
/// No rewrite: what forward computes has to become a module, and that is another model.
/// One finding for each forward. Not for one that only calls modules, one after the other.
/// Hostile to exporters that walk children() and never call forward: what stands there is not exported, without a word.
internal sealed class DroppedOperationsRule : Rule
{
    private static readonly RuleDescriptor Dropped = new(
        "MFX1707",
        "What forward computes by itself is not exported by walking the modules",
        "{0} computes {1} itself, which an exporter that walks the modules drops; {2}",
        "An exporter that walks children() writes one layer after the other. Operators in forward, and the order in which it calls its "
        + "modules, are not in what it walks.",
        new Hostility(
            "such exporters never call forward", TargetRange.Miscomputed(TargetFamily.ModuleTree)))
    {
        Safeties = ImmutableArray.Create(Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Dropped];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Methods.Named(InspectForward, "forward")];

    private static Finding? InspectForward(MethodDeclarationSyntax method, TorchCompilation torch)
    {
        if (torch.Compilation.Bound(method.SyntaxTree).GetOperation(method) is not { } body) return null;
        var computed = body.Descendants()
            .Where(o => !TrainingGuard.Covers(o))
            .Select(o => Name(o, torch.Symbols))
            .OfType<string>()
            .Distinct()
            .ToList();
        if (computed.Count == 0) return null;
        var type = (method.Parent as TypeDeclarationSyntax)?.Identifier.ValueText ?? "";
        var shown = string.Join(", ", computed.Take(4)) + (computed.Count > 4 ? " and more" : "");
        return Dropped.Report(method, $"{type}.forward", shown, "make a module of it, or use an exporter that calls forward");
    }

    /// <summary>The operator that an operation is; null where it only calls a module, or computes no tensor.</summary>
    private static string? Name(IOperation operation, TorchSymbols symbols) => operation switch
    {
        IInvocationOperation => OperatorCalls.From(operation, symbols)?.Operator,
        IBinaryOperation { OperatorMethod: not null, OperatorKind: var kind } binary when symbols.IsTensor(binary.Type) => Sign(kind),
        IUnaryOperation { OperatorMethod: not null } unary when symbols.IsTensor(unary.Type) => "-",
        ICompoundAssignmentOperation { OperatorMethod: not null, OperatorKind: var kind } compound when symbols.IsTensor(compound.Type) =>
            Sign(kind),
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } tensor } when symbols.IsTensor(tensor.Type) => "an index",
        _ => null,
    };

    private static string Sign(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Add => "+",
        BinaryOperatorKind.Subtract => "-",
        BinaryOperatorKind.Multiply => "*",
        BinaryOperatorKind.Divide => "/",
        _ => "a comparison",
    };
}
