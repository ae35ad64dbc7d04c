using System.Collections.Immutable;

namespace ModelFix.Core.Values;

/// <summary>
/// A value without the numbers that 64 bits do not hold: an integer is not known then. A size of a tensor that is none, or below zero,
/// which libtorch refuses, gets a name.
/// </summary>
internal static class Computable
{
    public static Value Of(Value value) => value switch
    {
        IntegerValue { Dim.IsUnknown: true } or QuotientValue { Dividend.IsUnknown: true } => Value.Nothing,
        TensorValue tensor when tensor.Shape.Dims.Any(IsNoSize) || tensor.Shape.Front.Any(IsNoSize) => tensor with
        {
            Shape = tensor.Shape with
            {
                Dims = tensor.Shape.Dims
                    .Select((d, i) => IsNoSize(d) ? tensor.Id.NewSize(i) : d)
                    .ToImmutableArray(),
                Front = tensor.Shape.Front.Select(d => IsNoSize(d) ? null : d).ToImmutableArray(),
            },
        },
        ListValue list => Of(list),
        _ => value,
    };

    private static ListValue Of(ListValue list)
    {
        var items = list.Items.Select(Of).ToImmutableArray();
        for (var i = 0; i < items.Length; i++)
            if (!ReferenceEquals(items[i], list.Items[i])) return list with { Items = items };
        return list;
    }

    private static bool IsNoSize(Dim? size) => size is not null && (size.IsUnknown || size.Constant < 0);
}
