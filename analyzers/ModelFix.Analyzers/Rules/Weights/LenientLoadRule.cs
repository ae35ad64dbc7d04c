using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Weights;

/// net.load_state_dict(state, strict: false);  =>  net.load_state_dict(state, strict: true);
/// net.load("net.dat", strict: false);         =>  net.load("net.dat", strict: true);
/// Where the file has every key of the module and no other, both load the same; else the one throws and the other says nothing.
/// Not where somebody looks at what was not loaded: at the result of load_state_dict, or at the dictionary that load fills.
/// Matters everywhere: a layer that keeps its random weights is exported with them.
internal sealed class LenientLoadRule : Rule
{
    private static readonly RuleDescriptor Lenient = new(
        "MFX1901",
        "Weights that are not found are not loaded, and nobody looks",
        "{0} with strict: false says nothing of keys that it does not find; {1}",
        "A prefix such as module. or a layer that was renamed leaves weights as they were, at random, and the model is exported so.",
        Hostility.Everywhere("TorchSharp 0.99 to 0.107: load_state_dict returns the missing keys, load fills a dictionary"))
    {
        Safeties = ImmutableArray.Create(Safety.Assumed),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Lenient];

    public override IReadOnlyList<Pattern> Patterns { get; } = [ModuleMethods.Named(InspectCall, "load", "load_state_dict")];

    private static Finding? InspectCall(IInvocationOperation call, TorchCompilation torch)
    {
        var arguments = new TorchArguments(call.Arguments);
        if (arguments.Syntax("strict") is not { } written || arguments["strict"]?.ConstantValue.Value is not false) return null;
        if (arguments["strict"]!.Syntax is not LiteralExpressionSyntax literal) return null;
        var loads = call.TargetMethod.Name == "load";
        if (loads ? IsGivenDictionary(call) : !IsDropped(call)) return null;
        return Lenient.Assumed(
            written,
            "the weights have every key of the module and no other",
            new Fix("Load strictly", SourceEdit.Replace(literal, "true")),
            call.TargetMethod.Name,
            loads ? "load strictly, or give it a dictionary and look at that" : "load strictly, or look at the keys that it returns");
    }

    private static bool IsGivenDictionary(IInvocationOperation call) => call.Arguments.Any(a =>
        a.Parameter?.Name == "loadedParameters" && a.ArgumentKind != ArgumentKind.DefaultValue && !a.Value.ConstantValue.HasValue);

    /// <summary>True for a statement of its own, and for <c>_ = …</c>.</summary>
    private static bool IsDropped(IInvocationOperation call) => call.Parent switch
    {
        IExpressionStatementOperation => true,
        ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        _ => false,
    };
}
