using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Tracing;

/// functional.dropout(x, p)  =>  functional.dropout(x, p, training)
/// The same in training, seed by seed; in eval mode nothing is dropped any more. That is what the author of a model means, but for one who
/// samples a model by its dropout, so it is an assumption. What says training: true says so, and stays. With p 0 nothing is dropped anyway.
/// alpha_dropout and feature_alpha_dropout are not found: their default is false.
/// Matters everywhere: without the argument the model drops in eval mode too, and exports as a Dropout that really drops.
internal sealed class DropoutRule : Rule
{
    private static readonly RuleDescriptor Dropout = new(
        "MFX1706",
        "functional.dropout drops in eval mode, too",
        "{0} without training drops in eval mode, too, and in the exported model; {1}",
        "The parameter training is true by default, whatever mode the module is in, so that every run of the exported model is another.",
        Hostility.Everywhere(
            "TorchSharp 0.99 to 0.107: training is true by default; measured: a Dropout that drops at opset 12 and later, and none before"))
    {
        Safeties = ImmutableArray.Create(Safety.Assumed, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Dropout];

    public override IReadOnlyList<Pattern> Patterns { get; } =
        [Calls.Of(InspectCall, "dropout", "dropout1d", "dropout2d", "dropout3d")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (call.Arguments["training"] is not null || !call.Arguments.Has("training") || DropsNothing(call)) return null;
        if (TrainingAt(call, torch) is not { } training)
            return Dropout.Report(call.NameSyntax, call.Operator, "pass the module's training to this method, and on to it");
        var arguments = call.Syntax.ArgumentList.Arguments;
        var last = arguments[arguments.Count - 1];
        var isNext = arguments.Count == 2 && arguments.All(a => a.NameColon is null);
        var argument = isNext ? training : $"training: {training}";
        return Dropout.Assumed(
            call.NameSyntax,
            "dropout is meant for training alone",
            new Fix($"Pass {training}", SourceEdit.Insert(last.SyntaxTree, last.Span.End, ", " + argument)),
            call.Operator,
            $"pass the module's {training}");
    }

    private static bool DropsNothing(TorchCall call) =>
        call.Arguments["p"]?.ConstantValue is { HasValue: true, Value: 0 or 0L or 0f or 0d };

    /// <summary>The module's own training as it is written here, or null where there is no module or the code is static.</summary>
    private static string? TrainingAt(TorchCall call, TorchCompilation torch)
    {
        var (model, position) = (call.Invocation.SemanticModel!, call.Syntax.SpanStart);
        var symbol = model.GetEnclosingSymbol(position);
        for (; symbol is not null and not INamedTypeSymbol; symbol = symbol.ContainingSymbol)
            if (symbol.IsStatic) return null;
        if (symbol is not INamedTypeSymbol type || !torch.Symbols.IsModule(type)) return null;
        var meant = model.LookupSymbols(position, name: "training");
        return meant.Length == 1 && meant[0] is IPropertySymbol { ContainingType: { } declaring } && torch.Symbols.IsModule(declaring)
            ? "training"
            : "this.training";
    }
}
