using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Interpretation;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>
/// Blocks of a buffer put together dim by dim, with zeros where none of them is: what all blocks leave out comes last, so that it is added
/// once.
/// </summary>
/// <param name="buffer">The buffer that the blocks fill.</param>
/// <param name="dropped">The dim that the result does not have, null where it has all.</param>
/// <param name="localName">What a part is called that is needed twice.</param>
/// <param name="style">The style at the place where they are put together.</param>
internal sealed class BlockAssembly(FreshBuffer buffer, int? dropped, string localName, SourceStyle style)
{
    private readonly List<(string Name, CatText Value)> _locals = new();
    private readonly List<IndexAssignment> _order = new();
    private bool _computesAhead;
    private int _declared;
    private bool _isConditional;

    /// <summary>What must be declared first, in order.</summary>
    public IReadOnlyList<(string Name, CatText Value)> Locals => _locals;

    /// <summary>Why the blocks could not be put together.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>True for what is computed in any case, and no tensor that there was before.</summary>
    public bool IsNew(CatText whole) => whole.IsCat && !_isConditional;

    /// <summary>The whole that the blocks fill, or null with <see cref="Reason"/>.</summary>
    public CatText? Of(ImmutableArray<FilledBlock> blocks)
    {
        // An assignment copies at once; the parts of a cat are read when all are there.
        if (blocks.Length > 1 && LaterChanges.MayConcernEachOther(blocks.Select(b => b.Assignment)))
            return Failed("one part may change another; compute them before");
        var whole = Assembled(blocks);
        var keepsOrder = !_computesAhead && _order.SequenceEqual(blocks.Select(b => b.Assignment));
        return whole is null || keepsOrder || blocks.All(b => IsRead(b.Assignment.Value))
            ? whole
            : Failed("its parts are computed in another order than they follow one another; compute them before");
    }

    private CatText? Assembled(ImmutableArray<FilledBlock> blocks)
    {
        var first = blocks[0];
        var dims = Enumerable.Range(0, first.Axes.Length).ToList();
        foreach (var dim in dims.Where(d => !first.IsWhole(d) && blocks.All(b => b.Axes[d].Covers(first.Axes[d]))))
            return Joined(dim, [blocks]);
        if (blocks.Length == 1) return CatText.Of(Value(first));
        foreach (var dim in dims)
            if (Groups(blocks, dim) is { } groups) return Joined(dim, groups);
        return Failed("its parts are not proven to lie apart along one dim");
    }

    /// <summary>The blocks by what they fill of a dim, in order; null where they do not lie apart along it.</summary>
    private static List<ImmutableArray<FilledBlock>>? Groups(ImmutableArray<FilledBlock> blocks, int dim)
    {
        if (blocks.Any(b => b.Axes[dim].From.Constant is null)) return null;
        var groups = blocks.GroupBy(b => b.Axes[dim].From.Constant!.Value).OrderBy(g => g.Key).Select(g => g.ToImmutableArray()).ToList();
        if (groups.Count < 2 || groups.Any(g => g.Any(b => !b.Axes[dim].Covers(g[0].Axes[dim])))) return null;
        for (var i = 1; i < groups.Count; i++)
            if (groups[i - 1][0].Axes[dim].To.Constant is not { } end || end > groups[i][0].Axes[dim].From.Constant) return null;
        return groups;
    }

    /// <summary>Groups of blocks one after another along a dim, and zeros where none is.</summary>
    private CatText? Joined(int dim, List<ImmutableArray<FilledBlock>> groups)
    {
        var size = LoopPosition.At(groups[0][0].Shape.Dims[dim]);
        var axes = groups.Select(g => g[0].Axes[dim]).ToList();
        var gaps = axes.Select((a, i) => a.From - (i == 0 ? LoopPosition.At(Dim.Zero) : axes[i - 1].To))
            .Append(size - axes[axes.Count - 1].To)
            .ToList();
        if (gaps.Any(g => g.Constant != 0) && !buffer.IsZero) return Failed("what is not written of the buffer is not zero");
        var rounds = groups[0][0].Rounds;
        // Where one side may be empty in some rounds the part is all there is in those.
        var mayBeEmpty = Enumerable.Range(0, gaps.Count).Where(i => gaps[i].Constant != 0 && !rounds.IsNeverEmpty(gaps[i])).ToList();
        if (mayBeEmpty.Count > 0 && gaps.Count(g => g.Constant != 0) + groups.Count > 2)
            return Failed("what is not written on either side may be nothing in some rounds; write these rounds in a branch of their own");

        var pieces = new List<CatText>();
        string? condition = null;
        // Only the last part stands beside what is after it. What a variable is given is computed before what stands in the cat.
        var lastNamed = gaps[groups.Count].Constant != 0 ? groups.Count - 1 : gaps.FindLastIndex(groups.Count - 1, g => g.Constant != 0);
        var inOrder = groups.All(g => g.All(b => IsRead(b.Assignment.Value)));
        for (var i = 0; i < groups.Count; i++)
        {
            if (Assembled(groups[i].Select(b => b.WithWhole(dim)).ToImmutableArray()) is not { } part) return null;
            var zeros = new[] { i, i + 1 }.Where(g => gaps[g].Constant != 0 && (g == i || i == groups.Count - 1)).ToList();
            if (zeros.Count > 0 || i < lastNamed && !inOrder) part = CatText.Of(Named(part, groups[i].Length));
            pieces.Add(part);
            foreach (var gap in zeros)
            {
                var written = gap == 0 ? axes[0].Before : gap == groups.Count ? axes[gap - 1].After : null;
                if ((written ?? gaps[gap].Text(rounds.Variable?.Name ?? "")) is not { } length)
                    return Failed("it is not known how much of the buffer is not written");
                var zero = CatText.Of(Zeros(part.ToString(), dim, gaps[gap], length, groups[i][0]));
                pieces.Insert(gap == i ? pieces.Count - 1 : pieces.Count, zero);
                if (mayBeEmpty.Count > 0) condition = $"{length} == 0 ? {part} : ";
            }

            _isConditional |= condition is not null;
        }

        return pieces.Count == 1
            ? pieces[0]
            : CatText.Of($"{condition}{style.Torch("cat")}(new[]", pieces, $", {CSharpText.Of(Numbered(dim))})");
    }

    /// <summary>Zeros in the shape of a part but for one dim.</summary>
    private string Zeros(string part, int dim, LoopPosition length, string text, FilledBlock block)
    {
        var zeros = style.Torch("zeros_like");
        var at = Numbered(dim);
        if (block.Rounds.IsNeverNegative(block.Axes[dim].Length - length))
            return $"{zeros}({part}.narrow({CSharpText.Of(at)}, 0, {text}))";
        var rank = block.Axes.Length - (dropped is null ? 0 : 1);
        var sizes = Enumerable.Range(0, rank).Select(d => d == at ? text : "-1");
        return $"{zeros}({part}.narrow({CSharpText.Of(at)}, 0, 1)).expand({string.Join(", ", sizes)})";
    }

    /// <summary>A part of so many blocks by the name of a variable.</summary>
    private string Named(CatText part, int blocks)
    {
        _computesAhead |= _order.Count - blocks > _declared;
        _declared = _order.Count;
        var text = part.ToString();
        if (!part.IsCat && Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier(text)) return text;
        var name = style.FreeName(localName, _locals.Count);
        _locals.Add((name, part));
        return name;
    }

    /// <summary>The value with the dims that integers dropped put back, in the buffer's dtype and on its device.</summary>
    private string Value(FilledBlock block)
    {
        _order.Add(block.Assignment);
        var value = buffer.Converted(block.Assignment);
        // From here on the dims have the numbers that they have in the result.
        return Enumerable.Range(0, block.Axes.Length)
            .Where(d => d != dropped && block.Axes[d].IsInteger)
            .Aggregate(value, (v, d) => $"{v}.unsqueeze({CSharpText.Of(Numbered(d))})");
    }

    private int Numbered(int dim) => dim > dropped ? dim - 1 : dim;

    /// <summary>True where an expression does no more than look at tensors, so that it does not matter when.</summary>
    private static bool IsRead(IOperation value) => value.DescendantsAndSelf().All(o =>
        !OwnCode.IsHidden(o) && o is not (IInvocationOperation or IAssignmentOperation or IIncrementOrDecrementOperation
            or IObjectCreationOperation or IAwaitOperation));

    private CatText? Failed(string reason)
    {
        Reason = reason;
        return null;
    }
}
