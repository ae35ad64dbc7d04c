using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>A tensor cut into several.</summary>
internal static class Splitting
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("split TS -", Storage.OfInput, Split, Sections),
        .. Operator.Each("chunk TS -", Storage.OfInput, Chunk, c => Preconditions.Missing(c.Input, c.Integer("dim"))),
        .. Operator.Each("unbind TS -", Storage.OfInput, Unbind, c => Preconditions.Missing(c.Input, c.Integer("dim"))),
        .. Operator.Each("tensor_split TS -", Storage.OfInput, TensorSplit, c => Preconditions.Missing(c.Input, c.Integer("dim"))),
        .. Operator.Each("hsplit vsplit dsplit TS -", Storage.OfInput, TensorSplit),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Lists("""
            hsplit_with_size = torch.hsplit({})
            hsplit_with_sizes = torch.hsplit({})
            vsplit_with_size = torch.vsplit({})
            vsplit_with_sizes = torch.vsplit({})
            dsplit_with_size = torch.dsplit({})
            dsplit_with_sizes = torch.dsplit({})
            tensor_split_with_size = torch.tensor_split({})
            tensor_split_with_sizes = torch.tensor_split({})
            tensor_split_with_tensor_sizes = torch.tensor_split({})
            chunk unbind split_with_sizes
            split_with_size = torch.split({})
            """);

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        .. new[] { "THSTensor_chunk", "THSTensor_split_with_size", "THSTensor_split_with_sizes" }
            .Select(n => new NativeRow(n) { Views = c => Parts(c, c.Dim("dim", c.First.Rank)) }),
        .. Cut("tensor_split", c => c.Dim("dim", c.First.Rank)),
        .. Cut("hsplit", c => c.First.Rank == 1 ? 0 : 1),
        .. Cut("vsplit", _ => 0),
        .. Cut("dsplit", _ => 2),
        .. NativeRow.Refused(
            "THSTensor_tensor_split_with_tensor_sizes", "where it cuts depends on the data (give the places as numbers)"),
        new NativeRow("THSTensor_unbind") { Views = c => Enumerable.Range(0, c.Count)
            .Select(i => (IReadOnlyList<View>)[new SlicedView(c.Dim("dim", c.First.Rank), c.Count, i, 1, IsDropped: true)])
            .ToList() },
    ];

    /// <summary>Tensors that are cut into more pieces than this are not followed.</summary>
    private const int MostPieces = 64;

    private static Value Split(OperatorCall call)
    {
        var sections = call.Integers("sizes") ?? call.Integers("split_size_or_sections");
        if (sections is { Length: > 1 } sizes && call.Integer("dim") is { } d) return Pieces(call, d, sizes);
        var size = call.Integer("size") ?? call.Integer("split_size");
        if (size is not > 0
            || call.Integer("dim") is not { } dim
            || call.Shape[dim] is not { Constant: >= 0 and var total }
            || total / size > MostPieces)
            return Value.Nothing;
        return Pieces(call, dim, Even(total, size.Value));
    }

    private static Value Chunk(OperatorCall call)
    {
        if (call.Integer("chunks") is not (> 0 and <= MostPieces and var count)
            || call.Integer("dim") is not { } dim
            || call.Shape[dim] is not { Constant: >= 0 and var total })
            return Value.Nothing;
        // Nothing is cut into as many pieces as are asked for.
        return Pieces(call, dim, total == 0 ? Enumerable.Repeat(0L, (int)count) : Even(total, total / count + (total % count > 0 ? 1 : 0)));
    }

    /// <summary>
    /// Into so many pieces, the first ones longer by one, or at the given places. hsplit and its like have a dim of their own.
    /// </summary>
    private static Value TensorSplit(OperatorCall call)
    {
        long? dim = call.Operator switch
        {
            "vsplit" => 0,
            "dsplit" => 2,
            "hsplit" => call.Shape.Rank is { } rank ? rank == 1 ? 0 : 1 : null,
            _ => call.Integer("dim"),
        };
        if (dim is not { } d || call.Shape[d] is not { Constant: >= 0 and var total }) return Value.Nothing;
        if (new[] { "size", "indices_or_sections" }.Select(call.Integer).FirstOrDefault(n => n is not null) is { } count)
        {
            if (count is < 1 or > MostPieces || call.Operator != "tensor_split" && total % count != 0) return Value.Nothing;
            return Pieces(call, d, Enumerable.Range(0, (int)count).Select(i => total / count + (i < total % count ? 1 : 0)));
        }

        if ((call.Integers("sizes") ?? call.Integers("indices_or_sections")) is not { } places) return Value.Nothing;
        var ends = places.Append(total).Select(p => Math.Min(Math.Max(p < 0 ? p + total : p, 0), total)).ToList();
        return Pieces(call, d, ends.Select((end, i) => Math.Max(0, end - (i == 0 ? 0 : ends[i - 1]))));
    }

    private static IEnumerable<long> Even(long total, long size)
    {
        if (total == 0) yield return 0;
        for (var left = total; left > 0; left -= size) yield return Math.Min(size, left);
    }

    private static Value Pieces(OperatorCall call, long dim, IEnumerable<long> sizes) => new ListValue(sizes
        .Select((s, i) => (Value)(call.Result(Dims.With(call, dim, Dim.Of(s))) with { Id = call.Id.Part(i) }))
        .ToImmutableArray());

    private static Value Unbind(OperatorCall call)
    {
        if (call.Integer("dim") is not { } dim || call.Shape[dim] is not { Constant: >= 0 and <= MostPieces and var count })
            return Value.Nothing;
        return new ListValue(Enumerable.Range(0, (int)count)
            .Select(i => (Value)(call.Result(Dims.Without(call, dim)) with { Id = call.Id.Part(i) }))
            .ToImmutableArray());
    }

    /// <summary>Sections add up to the size that they cut.</summary>
    private static Mismatch? Sections(OperatorCall call)
    {
        if (call.Input is not { } input || call.Integer("dim") is not { } dim) return null;
        if (Preconditions.Missing(input, dim) is { } missing) return missing;
        if ((call.Integers("sizes") ?? call.Integers("split_size_or_sections")) is not { Length: > 1 } sections
            || input.Shape[dim] is not { } size)
            return null;
        var sum = sections.Aggregate(Dim.Zero, (all, section) => all + Dim.Of(section));
        return size.DiffersWithoutZeros(sum)
            ? new Mismatch($"the sections add up to {sum}, and dim {dim} of {input.Shape.Display} is {size.Display}", input)
            : null;
    }

    private static IEnumerable<NativeRow> Cut(string name, Func<ExportCall, long> dim) =>
        new[] { "size", "sizes" }.Select(s => new NativeRow($"THSTensor_{name}_with_{s}") { Views = c => Parts(c, dim(c)) });

    /// <summary>Parts one after the other, as long as they came out.</summary>
    private static List<IReadOnlyList<View>> Parts(ExportCall call, long dim)
    {
        var (start, parts) = ((Size)0, new List<IReadOnlyList<View>>());
        for (var i = 0; i < call.Count; i++)
        {
            var length = call.ResultAt(i).Shape[(int)dim];
            parts.Add([new SlicedView(dim, call.First.Shape[(int)dim], start, length)]);
            start += length;
        }

        return parts;
    }
}
