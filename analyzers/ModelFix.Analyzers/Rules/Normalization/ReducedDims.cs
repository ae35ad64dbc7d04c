using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Normalization;

/// <summary>Over which dims a reduction goes.</summary>
/// <param name="Call">The reduction.</param>
/// <param name="Shape">What is known of its input.</param>
/// <param name="Dims">The dims that it names; empty where they are not constants, and where it names none.</param>
internal sealed record ReducedDims(TorchCall Call, TensorShape Shape, ImmutableArray<long> Dims)
{
    /// <summary>No importer of TensorRT up to 6 reduces over the batch, in whatever form.</summary>
    public const string OverBatch = "TensorRT up to 6 has no form of it: reduce over each sample by itself";

    public static ReducedDims Of(TorchCall call, TorchCompilation torch)
    {
        var written = call.Arguments.Elements("dim");
        var values = written.Length == 1 && torch.ValueOf(written[0]) is ListValue list
            ? list.Items
            : written.Select(torch.ValueOf).ToImmutableArray();
        var constants = values.Select(v => (v as IntegerValue)?.Dim.Constant).ToList();
        var dims = constants.Contains(null) ? ImmutableArray<long>.Empty : constants.Select(d => d!.Value).ToImmutableArray();
        return new ReducedDims(call, torch.ShapeOf(call.Input), dims);
    }

    /// <summary>True where the call takes no dims, and so everything there is.</summary>
    public bool IsOfAll => !Call.Arguments.Has("dim");

    /// <summary>How many elements are reduced to one, or null where that is not known.</summary>
    public long? Count
    {
        get
        {
            if (IsOfAll) return Shape.ElementCount?.Constant;
            if (Dims.IsEmpty || Shape.Rank is { } rank && Dims.Select(Shape.FromFront).Distinct().Count() != Dims.Length) return null;
            var sizes = Dims.Select(d => Shape[d]).ToList();
            return sizes.Contains(null) ? null : sizes.Aggregate(Dim.One, (product, size) => product * size!).Constant;
        }
    }

    /// <summary>True where a target has the batch apart from the tensor, and the reduction goes over it or may do so.</summary>
    public bool MayReduceBatch(Target target) => target.Members.Any(m => m.IsOf(TargetFamily.TensorRT, to: "6.9"))
        && (IsOfAll || Dims.IsEmpty || Dims.Any(d => d == 0 || d < 0 && Shape.FromFront(d) is null or 0));

    /// <summary>The edit that names all dims, by position or, after arguments with names, by name.</summary>
    /// <param name="rank">How many dims there are.</param>
    /// <param name="style">The style at the call.</param>
    /// <param name="more">More arguments with names, each after a comma.</param>
    public SourceEdit NameAll(int rank, SourceStyle style, string more = "")
    {
        var dims = style.Longs(Enumerable.Range(0, rank).Select(d => (long)d));
        var list = Call.Syntax.ArgumentList;
        var (tree, arguments) = (list.SyntaxTree, list.Arguments);
        if (arguments.Count == 0) return SourceEdit.Insert(tree, list.OpenParenToken.Span.End, dims + more);
        if (arguments.Any(a => a.NameColon is not null))
            return SourceEdit.Insert(tree, arguments.Last().Span.End, $", dimensions: {dims}{more}");
        return Call.Spelling == Spelling.Method
            ? SourceEdit.Insert(tree, arguments[0].SpanStart, $"{dims}{more}, ")
            : SourceEdit.Insert(tree, arguments[0].Span.End, $", {dims}{more}");
    }

    /// <summary>The call as messages show it: <c>std(1)</c>.</summary>
    public static string Written(TorchCall call)
    {
        IEnumerable<ArgumentSyntax> arguments = call.Syntax.ArgumentList.Arguments;
        var shown = arguments.Where(a => call.Spelling == Spelling.Method || a != call.Arguments.Syntax("input"));
        return $"{call.NameSyntax}({string.Join(", ", shown.Select(a => CSharpText.Text(a.Expression)))})";
    }
}
