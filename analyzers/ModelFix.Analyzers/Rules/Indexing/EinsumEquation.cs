using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Indexing;

/// <summary>The letters of an einsum of two tensors.</summary>
/// <param name="Left">Those of the first tensor.</param>
/// <param name="Right">Those of the second.</param>
/// <param name="Output">Those of the result.</param>
internal sealed record EinsumEquation(string Left, string Right, string Output)
{
    private const string Ellipsis = "...";

    /// <summary>
    /// The letters, or null for other than two tensors, a letter that stands twice in one of them, or an ellipsis of a tensor whose rank
    /// is not known. The dims of an ellipsis get letters, too, the same from the last one on: they are broadcast.
    /// </summary>
    public static EinsumEquation? Parse(string equation, TensorShape left, TensorShape right)
    {
        var sides = equation.Replace(" ", "").Split(["->"], StringSplitOptions.None);
        var inputs = sides[0].Split(',');
        if (inputs.Length != 2 || sides.Length > 2) return null;
        var output = sides.Length == 2 ? sides[1] : (HasEllipsis(sides[0]) ? Ellipsis : "") + Einsum.Implied(sides[0]);
        var (more, others) = (Unnamed(inputs[0], left), Unnamed(inputs[1], right));
        if (equation.Replace(Ellipsis, "").Contains('.') || more is null || others is null) return null;
        var free = "ZYXWVUTSRQPONMLKJIHGFEDCBAzyxwvutsrqponmlkjihgfedcba".Where(l => !equation.Contains(l));
        var dims = string.Concat(free.Take(Math.Max(more.Value, others.Value)));
        string Named(string letters, int count) => HasEllipsis(sides[0])
            ? letters.Replace(Ellipsis, dims.Substring(dims.Length - count))
            : letters;
        var letters = new EinsumEquation(
            Named(inputs[0], more.Value), Named(inputs[1], others.Value), Named(output, dims.Length));
        string[] all = [letters.Left, letters.Right, letters.Output];
        if (!all.All(a => a.All(char.IsLetter) && a.Distinct().Count() == a.Length)) return null;
        return letters.Output.All(o => letters.Left.Contains(o) || letters.Right.Contains(o)) ? letters : null;
    }

    /// <summary>True for an equation in which dims have no letters.</summary>
    public static bool HasEllipsis(string equation) => equation.Contains(Ellipsis);

    /// <summary>How many dims of a tensor have no letter: those of an ellipsis. Null where its rank does not say.</summary>
    private static int? Unnamed(string letters, TensorShape shape)
    {
        if (!HasEllipsis(letters)) return 0;
        return shape.Rank - (letters.Length - Ellipsis.Length) is >= 0 and < 20 and var count ? count : null;
    }

    /// <summary>Letters of both tensors and the result, in the order of the result.</summary>
    private string Shared => Kept(o => Left.Contains(o) && Right.Contains(o));

    private string OfLeft => Kept(o => !Right.Contains(o));

    private string OfRight => Kept(o => !Left.Contains(o));

    /// <summary>Letters of both tensors over which is summed; empty where the elements are only multiplied.</summary>
    public string Summed => string.Concat(Left.Where(l => Right.Contains(l) && !Output.Contains(l)));

    /// <summary>
    /// True where the second tensor's letters come first in the result: libtorch 2 then multiplies in that order, and so the result is
    /// contiguous.
    /// </summary>
    public bool IsReversed => OfLeft.Length > 0 && OfRight.Length > 0 && Summed.Length > 0 && Output == Shared + OfRight + OfLeft;

    /// <summary>The equation with the tensors in the other order.</summary>
    public EinsumEquation Reversed => new(Right, Left, Output);

    /// <summary>Why this is no product of matrices or of elements, or null.</summary>
    public string? Obstacle
    {
        get
        {
            if (Left.Concat(Right).Any(l => !Output.Contains(l) && !Summed.Contains(l)))
                return "sum over the letters that only one tensor has first";
            if (Summed.Length == 0 || OfLeft.Length <= 1 && OfRight.Length <= 1) return null;
            return Shared.Length == 0 && OfRight.Length <= 1 ? null : "flatten the dims that only one tensor has into one first";
        }
    }

    /// <summary>The sizes of a letter, or null where one is not known.</summary>
    public (Dim, Dim)? Sizes(char letter, TensorShape left, TensorShape right) =>
        left.Rank == Left.Length && right.Rank == Right.Length
            ? (left.Dims[Left.IndexOf(letter)], right.Dims[Right.IndexOf(letter)])
            : null;

    /// <summary>The product, given the tensors as they can stand before a dot and the name of the matrix product.</summary>
    public string Product(string left, string right, string matmul)
    {
        if (Summed is "") return $"{Spread(left, Left)}.mul({Spread(right, Right)})";

        // Without a shared letter vectors need no second dim: the product of matrix and vector has one less.
        var pads = Shared.Length > 0;
        var (rows, columns) = (OfLeft.Length == 0 && pads, OfRight.Length == 0 && pads);
        var a = Flat(Ordered(left, Left, Shared + OfLeft + Summed), Shared.Length + OfLeft.Length, isLast: true)
            + (rows ? ".unsqueeze(-2)" : "");
        var b = Flat(Ordered(right, Right, Shared + Summed + OfRight), Shared.Length, OfRight.Length == 0)
            + (columns ? ".unsqueeze(-1)" : "");
        var product = $"{matmul}({a}, {b})" + (columns ? ".select(-1, 0)" : "")
            + (rows ? columns ? ".select(-1, 0)" : ".select(-2, 0)" : "");
        return Ordered(product, Shared + OfLeft + OfRight, Output);
    }

    /// <summary>A tensor whose dims that are summed over are one.</summary>
    private string Flat(string tensor, int first, bool isLast)
    {
        if (Summed.Length == 1) return tensor;
        return $"{tensor}.flatten({CSharpText.Of(first)}{(isLast ? "" : $", {CSharpText.Of(first + Summed.Length - 1)}")})";
    }

    private string Kept(Func<char, bool> isKept) => string.Concat(Output.Where(isKept));

    /// <summary>A tensor with a dim for each letter of the result, of size 1 where it has none.</summary>
    private string Spread(string tensor, string letters)
    {
        var spread = Ordered(tensor, letters, Kept(letters.Contains));
        for (var i = 0; i < Output.Length; i++)
            if (!letters.Contains(Output[i])) spread += $".unsqueeze({CSharpText.Of(i)})";
        return spread;
    }

    /// <summary>A tensor whose dims are brought into another order.</summary>
    private static string Ordered(string tensor, string from, string to)
    {
        var order = to.Select(l => from.IndexOf(l)).ToList();
        var moved = Enumerable.Range(0, order.Count).Where(i => order[i] != i).ToList();
        return moved.Count switch
        {
            0 => tensor,
            2 => $"{tensor}.transpose({CSharpText.Of(moved[0])}, {CSharpText.Of(moved[1])})",
            _ => $"{tensor}.permute({string.Join(", ", order.Select(i => CSharpText.Of(i)))})",
        };
    }
}
