using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Shape;

/// <summary>Zeros that are given to a recurrent layer as its first state, which begins with zeros by itself.</summary>
/// <param name="Fix">Takes the argument away, and the locals.</param>
/// <param name="IsFirst">True for the first of two states, at which both are spoken of.</param>
internal sealed record ZeroState(Fix Fix, bool IsFirst)
{
    private static readonly ImmutableHashSet<string> Layers = ImmutableHashSet.Create("RNN", "GRU", "LSTM");

    /// <summary>The state that a creation is, or null where it is used for anything else too, or is not sure to be zero.</summary>
    public static ZeroState? Of(TorchCall creation, TorchCompilation torch)
    {
        if (!IsZeros(creation.Invocation, torch)) return null;
        var value = Outermost(Use(creation.Invocation) ?? creation.Invocation);
        var argument = value.AncestorsAndSelf().OfType<IArgumentOperation>().FirstOrDefault();
        if (argument is not { ArgumentKind: ArgumentKind.Explicit, Parameter.Ordinal: 1, Syntax: ArgumentSyntax written }) return null;
        if (argument.Parent is not IInvocationOperation { TargetMethod.Name: "call" or "forward", Instance.Type: { } layer } call)
            return null;
        if (!Layers.Contains(layer.Name) || !torch.Symbols.IsModule(layer)) return null;
        if (written.Parent is not ArgumentListSyntax { Arguments: { Count: 2 } given } || given[1] != written) return null;

        // The layer makes its zeros for a batch, in the dtype and on the device of the input, as it demands of a state.
        if (torch.ShapeOf(call.Arguments[0].Value).Rank != 3) return null;
        var states = argument.Value.Elements().Select(Outermost).ToList();
        if (states.Count != (layer.Name == "LSTM" ? 2 : 1)) return null;
        var made = states.Select(s => (State: s, Zeros: Origin(s, torch))).ToList();
        if (made.Any(m => m.Zeros is null || !IsZeros(m.Zeros, torch))) return null;
        if (made.Any(m => !IsTaken(m.Zeros!, call, torch))) return null;

        var edits = new List<SourceEdit>
        {
            SourceEdit.Delete(written.SyntaxTree, TextSpan.FromBounds(given[0].Span.End, written.Span.End)),
        };
        foreach (var (state, _) in made.Where(m => m.State is ILocalReferenceOperation))
        {
            var statement = Declaration((ILocalReferenceOperation)state);
            if (statement is null || Removal.OfLines(statement) is not { } removal) return null;
            edits.Add(removal);
        }

        if (CSharpText.HasComments(written.SyntaxTree, edits[0].Span)) return null;
        var fix = new Fix("Give no state", edits.ToImmutableArray());
        return new ZeroState(fix, made[0].Zeros!.Syntax == creation.Syntax);
    }

    /// <summary>
    /// False for a state that the layer refuses: of another batch than the input's, wherever that stands, or of another dtype.
    /// </summary>
    private static bool IsTaken(IOperation zeros, IInvocationOperation call, TorchCompilation torch)
    {
        var (state, input) = (torch.TensorOf(zeros), torch.TensorOf(call.Arguments[0].Value));
        if (state is null || input is null || state.Shape.Rank != 3) return false;
        var isBatchFirst = torch.Layers.Of(call.Instance!)?.Arguments is { } given
            && new[] { "batchFirst", "batch_first" }.Any(n => given.Constant(n).Value is true);
        var isOneType = state.Type == input.Type || state.Type.IsFloating() && input.Type is ElementType.Unknown or ElementType.Floating;
        return isOneType && state.Shape[1]!.Equals(input.Shape[isBatchFirst ? 0 : 1]);
    }

    private static bool IsZeros(IOperation operation, TorchCompilation torch) =>
        OperatorCalls.From(operation, torch.Symbols) is { Operator: "zeros" or "new_zeros" } call
        && call.Arguments["requires_grad"] is null;

    /// <summary>The only use of the local that is given the value.</summary>
    private static IOperation? Use(IOperation value) =>
        Outermost(value).Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }
        && Uses(declarator) is { Writes.Length: 1, References: { Length: 1 } references, IsCaptured: false }
            ? references[0]
            : null;

    private static VariableUses? Uses(IVariableDeclaratorOperation declarator) => declarator.AncestorsAndSelf().Last()
        .Descendants()
        .OfType<ILocalReferenceOperation>()
        .FirstOrDefault(r => SymbolEqualityComparer.Default.Equals(r.Local, declarator.Symbol)) is { } reference
        ? VariableUses.Of(reference)
        : null;

    /// <summary>What made a state, where nothing but the layer sees it.</summary>
    private static IOperation? Origin(IOperation state, TorchCompilation torch)
    {
        if (state is not ILocalReferenceOperation) return state.WithoutConversions();
        return VariableUses.Of(state) is { Writes: { Length: 1 } writes, References.Length: 1, IsCaptured: false }
            && writes[0].Value is { } value && OperatorCalls.From(value.WithoutConversions(), torch.Symbols) is not null
            ? value.WithoutConversions()
            : null;
    }

    private static StatementSyntax? Declaration(ILocalReferenceOperation local) =>
        local.Local.Declarations().FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax
        {
            Parent: VariableDeclarationSyntax
            {
                Variables.Count: 1,
                Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax } statement,
            },
        }
            ? statement
            : null;

    private static IOperation Outermost(IOperation value)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation) value = value.Parent;
        return value.WithoutConversions() is ILocalReferenceOperation local ? local : value;
    }
}
