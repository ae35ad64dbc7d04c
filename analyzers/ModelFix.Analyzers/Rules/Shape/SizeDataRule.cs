using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Analyzers.Rules.Tracing;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Shape;

/// q / Math.Sqrt(q.shape[^1])                   =>  q / Math.Sqrt(64)
/// x.sum(1) / x.shape[1]                        =>  x.sum(1) / 3
/// functional.layer_norm(x, x.shape[1..])       =>  functional.layer_norm(x, new long[] { 3, 8 })
/// Exact where the sizes are proven: the number that is computed from them is the same. What the author named stays.
/// Of an expression only what reads sizes is replaced, and each integer as a whole: the literal of a part might overflow as an int where
/// the size was a long.
/// Hostile: a size that is read at run time becomes Shape and Gather, and a Cast and an operator for each step to the number.
internal sealed class SizeDataRule : Rule
{
    private static readonly RuleDescriptor Data = new(
        "MFX1004",
        "A size that is computed with exports as shape operators and casts",
        "'{0}' is read at run time and computed with; {1}",
        "A size that becomes data is exported as Shape, Gather and Cast in front of each operator that computes with it.",
        new Hostility(
            "dynamic: Shape, Gather and Unsqueeze for each size, and Concat for several; TensorRT up to 6 refuses Gather on axis 0",
            TargetRange.Bloated(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT, To: "6.0"),
            TargetRange.Bloated(TargetFamily.TensorRT, from: "7.1"),
            TargetRange.Bloated(TargetFamily.Bmnetp),
            TargetRange.Bloated(TargetFamily.Onnxify)))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    /// <summary>Parameters that are the sizes of what is made, and no data.</summary>
    private static readonly ImmutableHashSet<string> Sizes = ImmutableHashSet.Create(
        "size", "sizes", "rows", "columns", "dim0", "dim1", "dim2", "dim3", "dim", "input");

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Data];

    public override IReadOnlyList<Pattern> Patterns { get; } =
    [
        TensorArithmetic.WithNumber((binary, number, torch) => Inspect(ImmutableArray.Create(number), binary, torch)),
        Calls.Of(
            InspectCall, "add", "sub", "mul", "div", "pow", "clamp", "masked_fill", "full", "full_like", "tensor", "layer_norm"),
    ];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch) => Inspect(
        call.Invocation.Arguments
            .Where(a => a.ArgumentKind != ArgumentKind.DefaultValue && !Sizes.Contains(a.Parameter?.Name ?? ""))
            .Select(a => a.Value.WithoutConversions())
            .Where(a => !torch.Symbols.IsTensor(a.Type))
            .ToImmutableArray(),
        call.Invocation,
        torch);

    private static Finding? Inspect(ImmutableArray<IOperation> numbers, IOperation around, TorchCompilation torch)
    {
        var reads = numbers.SelectMany(n => Integers(n, torch, depth: 4).Select(r => (Number: n.Syntax, Read: r))).ToList();
        if (reads.Count == 0) return null;
        var number = reads[0].Number;
        var literals = reads.Select(r => (r.Read.Syntax, Text: SizeArguments.Literal(r.Read, torch))).ToList();
        if (literals.Any(l => l.Text is null))
            return Data.Report(
                number,
                CSharpText.Text(number),
                "state the input's shape in a doc comment or in modelfix.json, so that a literal can be proven");
        var edits = literals.Select(l => SourceEdit.Replace(Replaced(l.Syntax, l.Text!), l.Text!)).Distinct().ToImmutableArray();
        return Data.Proven(
            number,
            UnusedSizes.TakenBy(
                new Fix($"Write {literals[0].Text}", edits), around, edits.Select(e => e.Span).ToImmutableArray(), torch),
            CSharpText.Text(number),
            $"the size is {literals[0].Text}");
    }

    /// <summary>What a literal takes the place of: a number needs no parentheses, unless a word runs into them.</summary>
    private static SyntaxNode Replaced(SyntaxNode size, string literal)
    {
        if (!literal.All(char.IsDigit)) return size;
        while (size.Parent is ParenthesizedExpressionSyntax outer
            && !CSharpText.HasComments(outer.SyntaxTree, outer.Span)
            && !(outer.GetFirstToken().GetPreviousToken() is var before && before.IsKeyword() && before.Span.End == outer.SpanStart))
            size = outer;
        return size;
    }

    /// <summary>The largest integers in an expression, or in what its locals are given, that are read from sizes of an input.</summary>
    private static IEnumerable<IOperation> Integers(IOperation value, TorchCompilation torch, int depth)
    {
        if (depth == 0 || value.ConstantValue.HasValue) return [];
        if (!SizeReads.Tensors(value, torch).Any(t => InputDependence.Of(t, torch))) return [];
        if (IsInteger(value.Type) || value.Type is IArrayTypeSymbol { ElementType: var element } && IsInteger(element) && !value.IsImplicit)
            return value is IArrayCreationOperation ? Parts(value) : [value];
        // A number that is given a name once, and used here alone: there it is written.
        if (value is ILocalReferenceOperation)
            return VariableUses.Of(value) is { Writes: { Length: 1 } writes, IsCaptured: false } && writes[0].Value is { } written
                ? Integers(written.WithoutConversions(), torch, depth - 1)
                : [value];
        return Parts(value);

        IEnumerable<IOperation> Parts(IOperation whole) =>
            whole.ChildOperations.SelectMany(c => Integers(c.WithoutImplicitConversions(), torch, depth));
    }

    private static bool IsInteger(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;
}
