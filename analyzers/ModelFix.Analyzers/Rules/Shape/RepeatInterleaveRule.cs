using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Shape;

/// x.repeat_interleave(2, 1)  =>  stack(new[] { x, x }, 2).reshape(-1, 12, 4)     where all dims but one are proven
/// x.repeat_interleave(2, 1)  =>  stack(new[] { x, x }, 2).flatten(1, 2)          otherwise
/// x.repeat_interleave(2)     =>  stack(new[] { x, x }, -1).flatten()
/// Exact for every shape: each element stands beside its copies, then the dim of the copies is merged into the one before it. A dim that x
/// does not have is refused by both. A reshape to literals is one node, a flatten reads the shape; either is a fraction of what was.
/// Never repeat, which puts whole copies behind each other.
/// Hostile: dozens of nodes, a Split with one piece an element among them. Along a negative dim the numbers are wrong up to opset 11, and
/// along a dim of unknown size it is an error or the wrong shape.
internal sealed class RepeatInterleaveRule : Rule
{
    /// <summary>More copies than a reader wants to see beside each other.</summary>
    private const int MostCopies = 16;

    private static readonly RuleDescriptor Interleave = new(
        "MFX1008",
        "repeat_interleave exports as a loop over the elements of a dim",
        "{0} exports as a split into single elements, each expanded; {1}",
        "An exporter cuts the dim into single elements, expands each and joins them again, which needs a known size and takes ten nodes an "
        + "element. A stack of copies that is flattened takes four in all.",
        new Hostility(
            "measured: 26 to 117 nodes with Expand and ConstantOfShape, wrong numbers along a negative dim up to opset 11; where the size "
            + "along the dim is not known an error up to opset 11, and from 13 on a Loop over sequences with the wrong shape",
            TargetRange.Miscomputed(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT)))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Interleave];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Calls.Of(InspectCall, "repeat_interleave")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (call.Syntax.Parent is ExpressionStatementSyntax) return null;
        var written = $"{call.Operator}({string.Join(", ", Given(call))})";
        if (Copies.Of(call) is not { } copies)
            return Interleave.Report(call.NameSyntax, written, "make the number of repeats, above 0, and the dim constants");
        if (copies.Count > MostCopies)
            return Interleave.Report(call.NameSyntax, written, "index_select with an index that names each place that often is the same");

        // From here on it is known what is repeated.
        var form = new ExpressionOfInput(call, "copied", (int)copies.Count);
        var finding = form.Obstacle(torch) is { } obstacle
            ? Interleave.Report(call.NameSyntax, written, $"a stack of the copies is the same, to be written by hand: {obstacle}")
            : Interleave.Proven(
                call.NameSyntax,
                form.Fix("Stack the copies", torch, x => copies.Form(x, torch, call)),
                written,
                "a stack of the copies is the same");
        return OnlyBloats(call, copies, torch) ? finding with { Severity = DiagnosticSeverity.Info } : finding;
    }

    /// <summary>
    /// True where the export is right: the size along the dim is known, and the dim is not counted from the end. TensorRT up to 6 has no
    /// Expand.
    /// </summary>
    private static bool OnlyBloats(TorchCall call, Copies copies, TorchCompilation torch)
    {
        var (target, shape) = (torch.TargetAt(call.Syntax), torch.ShapeOf(call.Input));
        if (target.Members.Any(m => m.IsOf(TargetFamily.TensorRT, to: "6.9"))) return false;
        if (copies.IsFlat) return shape.Rank is not null && shape.Dims.All(d => d.IsConstant);
        return shape[copies.Dim]?.IsConstant == true
            && (copies.Dim >= 0 || target.Members.All(m => m.IsOf(TargetFamily.Onnx, "13.0")));
    }

    private static IEnumerable<string> Given(TorchCall call) => call.Syntax.ArgumentList.Arguments
        .Skip(call.Spelling == Spelling.Static ? 1 : 0)
        .Select(a => CSharpText.Text(a.Expression));

    /// <summary>So many copies of each element.</summary>
    /// <param name="Count">How many.</param>
    /// <param name="Dim">Along which dim.</param>
    /// <param name="IsFlat">True where the result has one dim.</param>
    private sealed record Copies(long Count, long Dim, bool IsFlat)
    {
        /// <summary>What a call repeats, or null where that is not constant.</summary>
        public static Copies? Of(TorchCall call)
        {
            if (call.Arguments["output_size"] is { ConstantValue: not { HasValue: true, Value: null } }) return null;
            if (call.Arguments["repeats"]?.ConstantValue.HasValue != true || call.Arguments.Integer("repeats") is not (> 0 and var count))
                return null;
            if (call.Arguments["dim"] is not { } dim || dim.ConstantValue is { HasValue: true, Value: null })
                return new Copies(count, Dim: -1, IsFlat: true);
            return call.Arguments.Integer("dim") is { } d ? new Copies(count, d, IsFlat: false) : null;
        }

        /// <param name="input">What is copied.</param>
        /// <param name="torch">What is known.</param>
        /// <param name="call">The call.</param>
        public string Form(string input, TorchCompilation torch, TorchCall call)
        {
            var shape = torch.ShapeOf(call.Input);
            // The copies stand behind the dim; counted from the end they are where the dim was.
            var dim = shape.Rank is { } rank && Dim < 0 && Dim + rank >= 0 ? Dim + rank : Dim;
            var behind = dim < 0 ? dim : dim + 1;
            var copies = string.Join(", ", Enumerable.Repeat(input, (int)Count));
            var stack = $"{torch.StyleAt(call.Syntax).Torch("stack")}(new[] {{ {copies} }}, {CSharpText.Of(behind)})";
            if (IsFlat) return stack + ".flatten()";
            return Literals(torch.ShapeOf(call.Invocation)) is { } literals
                ? $"{stack}.reshape({literals})"
                : $"{stack}.flatten({CSharpText.Of(behind - 1)}, {CSharpText.Of(behind)})";
        }

        /// <summary>The sizes as reshape takes them, or null where more than one is not known.</summary>
        private static string? Literals(TensorShape shape) =>
            shape.Rank is null || shape.Dims.Count(d => !d.IsConstant) > 1 || shape.Dims.Any(d => d.Constant == 0)
                ? null
                : string.Join(", ", shape.Dims.Select(d => d.Constant is { } n ? CSharpText.Of(n) : "-1"));
    }
}
