using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Normalization;

/// x.var(d)  =>  x.var(d, unbiased: false).mul(n / (n - 1.0));  x.std(d)  =>  x.std(d, unbiased: false).mul(Math.Sqrt(n / (n - 1.0)))
/// x.norm()  =>  x.reshape(-1).norm(0)  (<see cref="WholeNorm"/>)
/// Within the rounding of one product, where the number n of elements is proven and above 1: the mean of the squares is what an unbiased
/// variance divides by n - 1 instead of n. libtorch computes it as before, so that NaN, infinities, dtypes, large means and the gradient
/// of equal elements stay; squares of differences that are written out would overflow sooner, and divide by 0 in that gradient.
/// Over everything the dims are named, too.
/// Hostile: the exporter reads n from the size when the model runs.
internal sealed class SpreadRule : Rule
{
    private static readonly Hostility OfCount = new(
        "measured at opsets 9 to 17: Shape, Gather, ReduceProd, Cast, Sub and a Mul and Div more; TensorRT up to 6 refuses Gather on "
        + "axis 0",
        TargetRange.Bloated(TargetFamily.Onnx),
        new TargetRange(TargetFamily.TensorRT, To: "6.0"),
        TargetRange.Bloated(TargetFamily.TensorRT, from: "7.1"));

    private static readonly RuleDescriptor Spread = new(
        "MFX1206",
        "An unbiased std or var counts elements when the model runs, and norm() of everything does not export",
        "the reduction {0} {1}; {2}",
        "The count of an unbiased variance is read from the size at run time, in six nodes more than the variance without it. A norm "
        + "without dims is an error at opsets 9 and 11.",
        new Hostility(
            $"{OfCount.Source}; norm() is an error at opsets 9 and 11, with a p other than 1 and 2 at all; onnxify takes no reduction "
            + "without dims",
            [.. OfCount.Ranges, .. WholeNorm.Ranges]))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Spread];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Calls.Of(InspectSpread, "std", "var"), Calls.Of(InspectNorm, "norm")];

    private static Finding? InspectSpread(TorchCall call, TorchCompilation torch)
    {
        if (call.Syntax.Parent is ExpressionStatementSyntax || !call.Arguments.Has("unbiased")) return null;
        if (call.Arguments.Constant("unbiased").Value is false) return null;
        var (dims, target) = (ReducedDims.Of(call, torch), torch.TargetAt(call.Syntax));
        var effect = dims.IsOfAll && WholeNorm.WithoutDims.On(target) is { } refused ? refused : OfCount.On(target);
        if (effect is null) return null;
        string[] says =
        [
            ReducedDims.Written(call),
            "exports its count of elements as Shape and ReduceProd" + (dims.IsOfAll ? ", and onnxify takes no reduction without dims" : ""),
        ];
        var finding = dims.MayReduceBatch(target)
            ? Spread.Report(call.NameSyntax, [.. says, ReducedDims.OverBatch])
            : Counted(dims, torch, says);
        return effect == Effect.Bloats ? finding with { Severity = DiagnosticSeverity.Info } : finding;
    }

    private static Finding Counted(ReducedDims dims, TorchCompilation torch, string[] says)
    {
        var name = dims.Call.NameSyntax;
        if (dims.Call.Arguments.Constant("unbiased").Value is not true)
            return Spread.Report(name, [.. says, "make unbiased a constant"]);
        if (dims.Count is not { } count)
        {
            var missing = $"state the sizes that it reduces in a doc comment or in modelfix.json, of which {dims.Shape.Display} is known";
            return Spread.Report(name, [.. says, missing]);
        }

        if (count < 2) return Spread.Report(name, [.. says, "of fewer than two elements it is not a number"]);

        // From here on the number of elements is a constant.
        var factor = Factor(dims.Call, count, torch);
        var fix = new Fix("Multiply by a constant", Edits(dims, factor, torch));
        return Spread.Proven(name, fix, [.. says, $"with unbiased: false and times {factor} it is the same up to rounding"]) with
        {
            Equality = Equality.Tolerance,
        };
    }

    private static string Factor(TorchCall call, long count, TorchCompilation torch)
    {
        var factor = $"{CSharpText.Of(count)}.0 / {CSharpText.Of(count - 1)}";
        if (call.Operator == "var") return factor;
        var math = torch.Compilation.GetTypeByMetadataName("System.Math");
        return $"{(math is null ? "global::System.Math" : torch.StyleAt(call.Syntax).Type(math))}.Sqrt({factor})";
    }

    private static ImmutableArray<SourceEdit> Edits(ReducedDims dims, string factor, TorchCompilation torch)
    {
        var (call, edits) = (dims.Call, ImmutableArray.CreateBuilder<SourceEdit>());
        var written = call.Arguments.Syntax("unbiased");
        if (written is not null) edits.Add(SourceEdit.Replace(written.Expression, "false"));
        var more = written is null ? ", unbiased: false" : "";
        if (dims.IsOfAll) edits.Add(dims.NameAll(dims.Shape.Rank!.Value, torch.StyleAt(call.Syntax), more));
        else if (more.Length > 0)
            edits.Add(SourceEdit.Insert(call.Syntax.SyntaxTree, call.Syntax.ArgumentList.Arguments.Last().Span.End, more));
        edits.Add(SourceEdit.Insert(call.Syntax.SyntaxTree, call.Syntax.Span.End, $".mul({factor})"));
        return edits.ToImmutable();
    }

    private static Finding? InspectNorm(TorchCall call, TorchCompilation torch)
    {
        if (call.Syntax.Parent is ExpressionStatementSyntax || call.Arguments.Has("dim")) return null;
        var norm = WholeNorm.Of(call);
        var target = torch.TargetAt(call.Syntax);
        if (norm.Hostility.On(target) is null) return null;
        string[] says = [ReducedDims.Written(call), norm.Problem];
        if (ReducedDims.Of(call, torch).MayReduceBatch(target)) return Spread.Report(call.NameSyntax, [.. says, ReducedDims.OverBatch]);
        return norm.Obstacle(torch) is { } obstacle
            ? Spread.Report(call.NameSyntax, [.. says, obstacle])
            : Spread.Proven(call.NameSyntax, new Fix($"Use {norm.Form}", norm.Edits), [.. says, $"{norm.Form} is the same up to rounding"])
                with { Equality = Equality.Tolerance };
    }
}
