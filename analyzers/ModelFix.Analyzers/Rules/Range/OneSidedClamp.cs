using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Range;

/// <summary>A call of clamp, clip, clamp_min or clamp_max that gives exactly one bound.</summary>
/// <param name="Call">The call.</param>
/// <param name="Missing">The bound that is not given: min or max.</param>
/// <param name="Given">The argument that gives the other one.</param>
/// <param name="Null">The argument that gives the missing bound as null, or null where it is left out.</param>
internal sealed record OneSidedClamp(TorchCall Call, string Missing, ArgumentSyntax Given, ArgumentSyntax? Null)
{
    public SemanticModel Model => Call.Invocation.SemanticModel!;

    /// <summary>True where the given bound is passed as a tensor, not as a number.</summary>
    public bool IsTensorBound(TorchSymbols symbols) =>
        Call.Invocation.Arguments.Any(a => Given.Span.Contains(a.Syntax.Span) && symbols.IsTensor(a.Parameter?.Type));

    public static OneSidedClamp? From(TorchCall call, TorchCompilation torch)
    {
        var model = call.Invocation.SemanticModel ?? torch.Compilation.Bound(call.Syntax.SyntaxTree);
        var (min, max) = (call.Arguments.Syntax("min"), call.Arguments.Syntax("max"));
        var (hasMin, hasMax) = (IsGiven(min, model), IsGiven(max, model));
        if (hasMin == hasMax) return null;
        return hasMin ? new OneSidedClamp(call, "max", min!, max) : new OneSidedClamp(call, "min", max!, min);
    }

    /// <summary>
    /// The edits that give the missing bound: its null replaced, or an argument added, and the name made that of the form with two bounds.
    /// </summary>
    public ImmutableArray<SourceEdit> Edits(string bound, TorchCompilation torch)
    {
        var edits = ImmutableArray.CreateBuilder<SourceEdit>();
        if (Call.Operator is "clamp_min" or "clamp_max") edits.Add(SourceEdit.Replace(Call.NameSyntax.Identifier, TwoSidedName(torch)));
        edits.Add(Null is not null ? SourceEdit.Replace(Null.Expression, bound) : Added(bound));
        return edits.ToImmutable();
    }

    private SourceEdit Added(string bound)
    {
        var argument = Given.NameColon is null ? bound : $"{Missing}: {bound}";
        return Missing == "max"
            ? SourceEdit.Insert(Given.SyntaxTree, Given.Span.End, ", " + argument)
            : SourceEdit.Insert(Given.SyntaxTree, Given.SpanStart, argument + ", ");
    }

    /// <summary>Under using static the new name may mean something else where the call stands; then torch has to be named.</summary>
    private string TwoSidedName(TorchCompilation torch)
    {
        var name = Call.InPlace ? "clamp_" : "clamp";
        if (Call.Syntax.Expression is not SimpleNameSyntax) return name;
        var meant = Model.LookupSymbols(Call.Syntax.SpanStart, name: name);
        return meant.Any() && meant.All(m => SymbolEqualityComparer.Default.Equals(m.ContainingType, torch.Symbols.Torch))
            ? name
            : SourceStyle.At(Call.Syntax, Model, torch.Symbols).Torch(name);
    }

    private static bool IsGiven(ArgumentSyntax? argument, SemanticModel model) =>
        argument is not null && model.GetConstantValue(argument.Expression) is not { HasValue: true, Value: null };
}
