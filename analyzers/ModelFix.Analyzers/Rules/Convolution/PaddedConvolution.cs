using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Rules.Shape;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Convolution;

/// x = pad(x, (1, 1, 1, 1)); y = conv2d(x, w)  =>  y = conv2d(x, w, padding: new long[] { 1, 1 })
/// y = conv.call(pad(x, (1, 1)))               =>  y = conv.call(x), with conv = Conv1d(3, 8, 3, padding: 1)
/// A convolution that takes what a padding makes, where nothing else does and nothing happens in between.
/// <param name="Pad">The padding.</param>
/// <param name="Call">The convolution.</param>
/// <param name="Padding">Its own padding.</param>
/// <param name="Obstacle">Why it cannot pad by more itself, or null.</param>
internal sealed record PaddedConvolution(TorchCall Pad, IInvocationOperation Call, ConvolutionPadding Padding, string? Obstacle)
{
    /// <summary>The convolution that a padding is for, or null where it is for something else, too.</summary>
    public static PaddedConvolution? Of(TorchCall pad, TorchCompilation torch)
    {
        if (Outer(pad.Invocation).Parent is IArgumentOperation argument) return Of(pad, argument, torch);
        if (Stored(pad.Invocation) is not var (variable, write) || OnlyRead(variable, write) is not { } read) return null;
        if (Outer(read).Parent is not IArgumentOperation { Parent: IInvocationOperation call } given) return null;
        if (write.Statement is not { Parent: IBlockOperation block } statement) return null;
        var next = block.Operations.SkipWhile(o => o != statement).Skip(1).FirstOrDefault();
        return next is IReturnOperation or IExpressionStatementOperation or IVariableDeclarationGroupOperation
            && next.Syntax.Span.Contains(call.Syntax.Span)
            && !next.Descendants().Any(o => o.Syntax.SpanStart < call.Syntax.Span.End && MayChange(o, call, torch))
            && Of(pad, given, torch) is { } found
                ? found with { Obstacle = found.Obstacle ?? NoOpCall.WhyKept(pad, torch) }
                : null;
    }

    /// <summary>Why there is no fix, as an advice, or null.</summary>
    /// <param name="sizes">By how much each spatial dim is padded.</param>
    public string? WhyKept(ImmutableArray<long> sizes)
    {
        if ((Obstacle ?? Padding.Obstacle(sizes)) is { } obstacle) return obstacle;
        return CSharpText.HasComments(Pad.Syntax.SyntaxTree, Pad.Syntax.Span) ? "mind the comments in the padding" : null;
    }

    /// <summary>The fix where there is no obstacle.</summary>
    public Fix Fix(ImmutableArray<long> sizes)
    {
        var grown = Padding.Grown(sizes)!.Value;
        var removal = Outer(Pad.Invocation).Parent is IArgumentOperation
            ? new Fix("", SourceEdit.Replace(Pad.Syntax, CSharpText.Text(Pad.Input.Syntax)))
            : NoOpCall.Remove(Pad);
        return removal with { Title = $"Use {Padding.Text(grown)}", Edits = removal.Edits.Add(Padding.Edit(grown)) };
    }

    private static PaddedConvolution? Of(TorchCall pad, IArgumentOperation given, TorchCompilation torch)
    {
        if (given is not { Parameter.Ordinal: 0, Parent: IInvocationOperation { Syntax: InvocationExpressionSyntax syntax } call })
            return null;
        // What else is given to the convolution comes after the padding.
        if (call.Descendants().Any(o => !given.Syntax.Span.Contains(o.Syntax.Span) && MayChange(o, call, torch))) return null;
        if (OperatorCalls.From(call, torch.Symbols) is { Operator: "conv1d" or "conv2d" or "conv3d" } function)
            return new PaddedConvolution(
                pad,
                call,
                new ConvolutionPadding(function.Operator, function.Arguments, syntax.ArgumentList, torch.StyleAt(syntax)),
                Obstacle: null);
        if (torch.Layers.ModuleCall(call) is not ({ IsTorchSharp: true, Kind: "Conv1d" or "Conv2d" or "Conv3d" } layer, var module, _))
            return null;
        if (layer.Construction.Syntax is not InvocationExpressionSyntax construction) return null;
        return new PaddedConvolution(
            pad,
            call,
            new ConvolutionPadding(layer.Kind, layer.Arguments, construction.ArgumentList, torch.StyleAt(construction)),
            OfField(module, torch));
    }

    /// <summary>Why the construction of the layer cannot be changed, or null.</summary>
    private static string? OfField(IOperation module, TorchCompilation torch)
    {
        if (module is not IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: var field })
            return "keep the layer in a private field, so that all its calls are seen";
        if (ModuleFieldUses.Of(field, torch.Compilation) is not { } uses)
            return $"make '{field.Name}' private, so that all its calls are seen";
        return uses is { Others.IsEmpty: true, Calls.Length: 1 }
            ? null
            : $"'{field.Name}' is used elsewhere, too: what is not padded would be";
    }

    private static IOperation Outer(IOperation value)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation) value = value.Parent;
        return value;
    }

    /// <summary>The variable that the value is stored in, by a statement of its own.</summary>
    private static (VariableUses Variable, VariableWrite Write)? Stored(IOperation value)
    {
        var function = value.AncestorsAndSelf().Last();
        var stored = Outer(value).Parent switch
        {
            ISimpleAssignmentOperation { Target: var target } => VariableUses.Of(target),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => function.Descendants()
                .FirstOrDefault(o => SymbolEqualityComparer.Default.Equals(VariableUses.Symbol(o), local)) is { } reference
                    ? VariableUses.Of(reference)
                    : null,
            _ => null,
        };
        var write = stored?.Writes.FirstOrDefault(w => w.Value is { } written && written.Syntax == Outer(value).Syntax);
        return stored is { IsCaptured: false } && write is not null ? (stored, write) : null;
    }

    /// <summary>The one place that may read what is written; null where there are several, or one may run again.</summary>
    private static IOperation? OnlyRead(VariableUses variable, VariableWrite write)
    {
        if (write.Operation.AncestorsAndSelf().OfType<ILoopOperation>().Any() || write.Statement is not { } statement) return null;
        var next = variable.Writes.FirstOrDefault(w => w.Operation.Syntax.SpanStart > statement.Syntax.Span.End
            && w.Statement?.Parent == statement.Parent);
        var reads = variable.Reads
            .Where(r => r.Syntax.SpanStart > statement.Syntax.Span.End
                && (next is null || r.Syntax.SpanStart < next.Statement!.Syntax.Span.End))
            .ToList();
        return reads.Count == 1 ? reads[0] : null;
    }

    /// <summary>True for what may change the tensor between its padding and the convolution.</summary>
    private static bool MayChange(IOperation operation, IOperation call, TorchCompilation torch) => operation switch
    {
        _ when operation.Syntax.Span.Contains(call.Syntax.Span) => false,
        IInvocationOperation => OperatorCalls.From(operation, torch.Symbols) is not { InPlace: false },
        IPropertyReferenceOperation { Property.DeclaringSyntaxReferences.Length: var source } => source > 0,
        IObjectCreationOperation or IAssignmentOperation or IIncrementOrDecrementOperation or IAwaitOperation => true,
        _ => false,
    };
}
