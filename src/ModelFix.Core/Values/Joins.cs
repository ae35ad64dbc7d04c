using System.Collections.Immutable;

namespace ModelFix.Core.Values;

/// <summary>What is known of a value that is one of two.</summary>
internal static class Joins
{
    /// <param name="a">What it is if control came one way.</param>
    /// <param name="b">What it is if control came the other way.</param>
    /// <param name="id">Tells the symbols that stand for what the two differ in from others.</param>
    public static Value Of(Value a, Value b, ValueId id)
    {
        if (a.Equals(b)) return a;
        return (a, b) switch
        {
            (TensorValue x, TensorValue y) when x.Id.Equals(y.Id) => Common(x, y),
            (TensorValue x, TensorValue y) => new TensorValue(id, Either(x.Shape, y.Shape, id), ElementTypes.Join(x.Type, y.Type)),
            (IntegerValue x, IntegerValue y) =>
                new IntegerValue(id.Number(isSize: !x.Dim.MayBeNegative && !y.Dim.MayBeNegative)),
            (ModuleValue x, ModuleValue y) => Either(x, y),
            (ListValue x, ListValue y) when x.Items.Length == y.Items.Length =>
                new ListValue(
                    x.Items
                        .Zip(y.Items, (i, j) => (i, j))
                        .Select((p, at) => Of(p.i, p.j, id.Part(at)))
                        .ToImmutableArray())
                {
                    Origin = Equals(x.Origin, y.Origin) ? x.Origin : id,
                    IsOneOfSeveral = !Equals(x.Origin, y.Origin) || x.IsOneOfSeveral || y.IsOneOfSeveral,
                },
            _ => Value.Nothing,
        };
    }

    /// <summary>A list of modules that has grown on one way more than on the other; its parts may be all alike.</summary>
    private static Value Either(ModuleValue x, ModuleValue y)
    {
        if (!(x with { Parts = null, Each = null }).Equals(y with { Parts = null, Each = null })) return Value.Nothing;
        var (a, b) = (x.AnyPart, y.AnyPart);
        var alike = x.Parts?.IsEmpty == true ? b : y.Parts?.IsEmpty == true ? a : a is not null && a.Equals(b) ? a : null;
        return x with { Parts = null, Each = alike };
    }

    /// <summary>One tensor of which the two ways know different things: what both know stays, under its name.</summary>
    private static TensorValue Common(TensorValue x, TensorValue y)
    {
        var type = ElementTypes.Join(x.Type, y.Type);
        if (x.Shape.Rank is { } rank && rank == y.Shape.Rank)
            return new TensorValue(
                x.Id, TensorShape.Of(Enumerable.Range(0, rank).Select(i => Same(x.Shape[i]!, y.Shape[i]!, x.Id.Size(i)))), type);
        var trailing = Math.Min(x.Shape.Dims.Length, y.Shape.Dims.Length);
        var dims = Enumerable.Range(1, trailing).Reverse().Select(i => Same(x.Shape[-i]!, y.Shape[-i]!, x.Id.Size(-i)));
        var front = Math.Min(x.Shape.MinRank, y.Shape.MinRank);
        var fromFront = Enumerable.Range(0, front).Select(i => x.Shape[i] is { } p && p.Equals(y.Shape[i]) ? p : null);
        return new TensorValue(x.Id, new TensorShape(true, dims.ToImmutableArray()) { Front = fromFront.ToImmutableArray() }, type);
    }

    private static Dim Same(Dim x, Dim y, Dim otherwise) => x.Equals(y) ? x : otherwise;

    private static TensorShape Either(TensorShape a, TensorShape b, ValueId id)
    {
        if (a.Rank is { } rank && rank == b.Rank)
            return TensorShape.Of(a.Dims.Zip(b.Dims, (x, y) => (x, y)).Select((p, at) => Same(p.x, p.y, id.NewSize(at))));
        var common = Math.Min(a.Dims.Length, b.Dims.Length);
        var trailing = Enumerable.Range(1, common).Reverse().Select(at => Same(a[-at]!, b[-at]!, id.NewSize(-at)));
        return new TensorShape(HasLeading: true, trailing.ToImmutableArray());
    }
}
