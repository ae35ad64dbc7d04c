using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Pooling;

/// max_pool3d(x, 2)  =>  max_pool3d(x.unsqueeze(1), 2).select(1, 0)          where x has 4 dims
/// pool.call(x)      =>  pool.call(x.unsqueeze(1)).select(1, 0)              where pool is a MaxPool3d
/// Exact for any kernel, stride and padding: a pool treats every channel of every sample alike, so that channels may as well be samples of
/// one channel. Only where 4 dims are proven; with 5 there is a batch, and nothing to do.
/// Hostile: exporters write the pool as it is, without a batch, which has one spatial dim less for a runtime than the kernel has.
internal sealed class UnbatchedPoolRule : Rule
{
    private static readonly RuleDescriptor UnbatchedPool = new(
        "MFX1402",
        "A 3-d pool of a tensor without a batch exports to what runtimes refuse",
        "{0} of {1}, which has no batch, exports to what runtimes refuse; {2}",
        "ONNX pools have a batch and channels before the dims that they pool. An exporter does not add them, and the runtime finds a "
        + "kernel of three sizes for two dims.",
        new Hostility(
            "measured at opsets 9 to 17: exported without a word, refused by ONNX Runtime when the model is loaded",
            new TargetRange(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT)))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [UnbatchedPool];

    public override IReadOnlyList<Pattern> Patterns { get; } =
        [Calls.Of(InspectCall, "max_pool3d", "avg_pool3d"), Constructions.Of(InspectLayer, "MaxPool3d", "AvgPool3d")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        var shape = torch.ShapeOf(call.Input);
        if (call.Syntax.Parent is ExpressionStatementSyntax || shape.Rank != 4) return null;
        return torch.Symbols.IsTensor(call.Input.Type) && call.Arguments.Syntax("input") is { } input
            ? Found(call.NameSyntax, call.Operator, shape, Batched(call.Syntax, input.Expression))
            : UnbatchedPool.Report(call.NameSyntax, call.Operator, shape.Display, "give it a batch of one, and take that from the result");
    }

    /// <summary>What is said where the layer is made, of its calls that can be seen.</summary>
    private static Finding? InspectLayer(Layer layer, TorchCompilation torch)
    {
        var place = layer.Construction.Syntax;
        switch (LayerPlace.Of(layer.Construction, torch.Symbols))
        {
            case FieldPlace { Field: var field } when ModuleFieldUses.Of(field, torch.Compilation) is { } uses
                && torch.Layers.AssignedValue(field)?.Syntax == place:
                return OfCalls(layer, uses.Calls, torch);
            case CalledPlace { Call: var call }:
                return OfCalls(layer, [call], torch);
            case SequentialPlace sequential:
                return SequentialInputs.Of(sequential, torch)?.FirstOrDefault(s => s.Rank == 4) is { } shape
                    ? UnbatchedPool.Report(place, layer.Kind, shape.Display, "give the Sequential a batch, or call the pool by itself")
                    : null;
            default:
                return null;
        }
    }

    /// <summary>The calls without a batch; of two, one of which is the other's input, the inner one first.</summary>
    private static Finding? OfCalls(Layer layer, IEnumerable<IInvocationOperation> all, TorchCompilation torch)
    {
        var calls = all.Where(c => torch.Exported.Contains(c) && torch.ShapeOf(InputOf(c)).Rank == 4).ToList();
        if (calls.Count == 0) return null;
        var edits = calls
            .Where(c => !calls.Any(inner => inner != c && c.Syntax.Span.Contains(inner.Syntax.Span)))
            .SelectMany(c => Batched(c.Syntax, (ExpressionSyntax)InputOf(c).Syntax));
        return Found(layer.Construction.Syntax, layer.Kind, torch.ShapeOf(InputOf(calls[0])), edits);
    }

    /// <summary>Calls of one statement are rewritten one after the other: what is written behind one stands in the next.</summary>
    private static Finding Found(SyntaxNode place, string name, TensorShape shape, IEnumerable<SourceEdit> written)
    {
        var edits = written.ToImmutableArray();
        var statements = edits
            .Select(e => e.Tree.GetRoot().FindToken(e.Span.Start).Parent?.FirstAncestorOrSelf<StatementSyntax>())
            .OfType<SyntaxNode>()
            .Distinct();
        var fix = new Fix("Pool each channel as a sample", edits) { Claims = statements.ToImmutableArray() };
        return UnbatchedPool.Proven(place, fix, name, shape.Display, "of unsqueeze(1), and then select(1, 0), it is the same");
    }

    private static IEnumerable<SourceEdit> Batched(SyntaxNode call, ExpressionSyntax input)
    {
        var needsParentheses = CSharpText.AsReceiver(input) != CSharpText.Text(input);
        if (needsParentheses) yield return SourceEdit.Insert(call.SyntaxTree, input.SpanStart, "(");
        yield return SourceEdit.Insert(call.SyntaxTree, input.Span.End, (needsParentheses ? ")" : "") + ".unsqueeze(1)");
        yield return SourceEdit.Insert(call.SyntaxTree, call.Span.End, ".select(1, 0)");
    }

    private static IOperation InputOf(IInvocationOperation call) => call.Arguments[0].Value.WithoutImplicitConversions();
}
