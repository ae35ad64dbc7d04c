using ModelFix.Core.Rewriting;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>What an index list selects of one dim.</summary>
/// <param name="Dim">The dim; negative where it is counted from the end of an unknown rank.</param>
/// <param name="IsInteger">True for a single position, which the value has no dim for.</param>
/// <param name="From">The first position, null for the start.</param>
/// <param name="To">The position after the last, null for the end.</param>
/// <param name="Size">The size of the dim, null where nothing is known of it.</param>
internal sealed record SliceAxis(int Dim, bool IsInteger, Bound? From, Bound? To, Dim? Size)
{
    /// <summary>The distance between the positions; 1 for an integer and for C#'s ranges.</summary>
    public long Step { get; init; } = 1;

    public bool IsWhole => !IsInteger && StartsAtZero && EndsAtSize && Step == 1;

    /// <summary>How many positions there are, null where that is not known.</summary>
    public Dim? Length
    {
        get
        {
            if (IsInteger) return Core.Values.Dim.One;
            if (IsWhole) return Size;
            if (Size is null || From is not null && From.Dim is null || To is not null && To.Dim is null) return null;
            var start = From?.Dim ?? Core.Values.Dim.Zero;
            return Step == 1 && (From is null or { IsInside: true }) && (To is null or { IsInside: true })
                ? (To?.Dim ?? Size) - start
                : Size.Sliced(start, To?.Dim, Step);
        }
    }

    private bool StartsAtZero => From is null || From.Constant == 0;

    private bool EndsAtSize => To is null || Size is not null && To.Dim is not null && To.Dim.Equals(Size);

    private string DimText => CSharpText.Of(Dim);

    /// <summary>The part before the positions, null where there is none.</summary>
    public string? Before(string tensor)
    {
        if (StartsAtZero) return null;
        // An integer index lies inside, or the assignment fails.
        var fits = From!.IsInside || IsInteger && From.Constant is not < 0;
        return fits ? $"{tensor}.narrow({DimText}, 0, {From.Text})" : $"{tensor}.slice({DimText}, 0, {From.Text}, 1)";
    }

    /// <summary>The part after the positions, null where there is none.</summary>
    public string? After(string tensor)
    {
        var to = IsInteger ? AfterInteger : To;
        if (to is null || Size is not null && to.Dim is not null && to.Dim.Equals(Size)) return null;
        return to.IsInside && to.Dim is not null
            ? $"{tensor}.narrow({DimText}, {to.Text}, {Difference(Size!, to)})"
            : $"{tensor}.slice({DimText}, {to.Text}, long.MaxValue, 1)";
    }

    /// <summary>The positions themselves, with the dim kept.</summary>
    public string Kept(string tensor)
    {
        if (IsInteger && From!.Constant is not < 0) return $"{tensor}.narrow({DimText}, {From.Text}, 1)";
        if (!IsInteger
            && Step == 1
            && From is null or { IsInside: true }
            && To is null or { IsInside: true }
            && Length is { } length
            && Written(length) is { } text)
            return $"{tensor}.narrow({DimText}, {From?.Text ?? "0"}, {text})";
        var to = IsInteger ? AfterInteger : To;
        return $"{tensor}.slice({DimText}, {From?.Text ?? "0"}, {to?.Text ?? "long.MaxValue"}, {CSharpText.Of(Step)})";
    }

    /// <summary>The one position of an integer index, without the dim.</summary>
    public string Selected(string tensor) => $"{tensor}.select({DimText}, {From!.Text})";

    /// <summary>The position after an integer index; null for -1, after which there is nothing.</summary>
    private Bound? AfterInteger => From!.Constant == -1 ? null : From.Next;

    /// <summary>A length as source: a constant, or what is left between two bounds one of which is a variable.</summary>
    private string? Written(Dim length)
    {
        if (length.Constant is { } n) return CSharpText.Of(n);
        if (From is { Constant: null, Dim: { } from } && (length + from).Constant is { } end)
            return $"{CSharpText.Of(end)} - {Parenthesised(From.Text)}";
        if (To is { Constant: null, Dim: { } to } && (to - length).Constant is { } start)
            return start == 0 ? To.Text : $"{To.Text} - {CSharpText.Of(start)}";
        return null;
    }

    /// <summary>size - position, computed as far as it can be: 7 - d for size 8 and position d + 1.</summary>
    private static string Difference(Dim size, Bound position)
    {
        if (position.Constant is { } n && size.Constant is { } constant) return CSharpText.Of(constant - n);
        var name = position.Text;
        var length = size.Constant!.Value;
        if (name.EndsWith(" + 1", StringComparison.Ordinal)) (name, length) = (name.Substring(0, name.Length - 4), length - 1);
        return $"{CSharpText.Of(length)} - {Parenthesised(name)}";
    }

    private static string Parenthesised(string text) => text.IndexOf(' ') >= 0 && text[0] != '(' ? $"({text})" : text;
}
