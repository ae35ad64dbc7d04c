using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// Einstein summation: operands are aligned on all subscripts, then contracted pair by pair, left to right,
/// each pair as one matrix product.
/// </summary>
internal static class Einsum
{
    private const string Ellipsis = "...";
    private const char FirstUnnamed = '\uE000';

    public static Tensor Evaluate(string equation, Tensor[] operands)
    {
        var (inputs, output) = Parse(equation.Replace(" ", "", StringComparison.Ordinal), operands);
        var labels = inputs.SelectMany(static input => input).Distinct().ToArray();
        char[] order = [.. output, .. labels.Except(output)];
        var aligned = operands.Select((operand, i) => Align(operand, inputs[i], order)).ToArray();
        var result = aligned[0];
        for (var i = 1; i < aligned.Length; i++) result = Contract(result, aligned[i], Finished(i, output.Length, aligned));
        var rest = Enumerable.Range(output.Length, order.Length - output.Length).Select(static d => (long)d).ToArray();
        if (rest.Length == 0) return result;
        return aligned.Length == 1 ? result.sum(rest) : result.flatten(output.Length).select(output.Length, 0);
    }

    private static (char[][] Inputs, char[] Output) Parse(string equation, Tensor[] operands)
    {
        var sides = equation.Split("->");
        var parts = sides[0].Split(',');
        if (parts.Length != operands.Length)
            throw Errors.Torch($"einsum(): '{equation}' names {parts.Length} operands, but {operands.Length} were given");
        var unnamed = parts.Zip(operands, static (part, operand) => Unnamed(part, operand)).ToArray();
        var inputs = parts.Zip(unnamed, Labels).ToArray();
        var all = inputs.SelectMany(static input => input).ToList();
        var output = sides.Length > 1
            ? Labels(sides[1], unnamed.Max())
            : [.. Labels(Ellipsis, unnamed.Max()), .. all.Where(label => label < FirstUnnamed && all.Count(other => other == label) == 1).Order()];
        if (output.Except(all).Any()) throw Errors.Torch($"einsum(): an output subscript of '{equation}' does not appear in any input");
        return (inputs, output);
    }

    // How many dimensions the ellipsis of an operand stands for.
    private static int Unnamed(string part, Tensor operand)
    {
        if (!part.Contains(Ellipsis, StringComparison.Ordinal)) return 0;
        var count = operand.Rank - (part.Length - Ellipsis.Length);
        return count >= 0 ? count : throw Errors.Torch(
            $"einsum(): the number of subscripts in '{part}' is more than the number of dimensions ({operand.Rank}) of its operand");
    }

    // An ellipsis becomes labels of its own, counted from the right, so that operands broadcast.
    private static char[] Labels(string part, int unnamed)
    {
        var at = part.IndexOf(Ellipsis, StringComparison.Ordinal);
        if (at < 0) return part.ToCharArray();
        var labels = Enumerable.Range(0, unnamed).Select(i => (char)(FirstUnnamed + unnamed - 1 - i));
        return [.. part[..at], .. labels, .. part[(at + Ellipsis.Length)..]];
    }

    // A view with one dimension per label: diagonals for repeated labels, size 1 for labels the operand lacks.
    private static Tensor Align(Tensor operand, char[] labels, char[] order)
    {
        if (labels.Length != operand.Rank)
            throw Errors.Torch($"einsum(): the number of subscripts in '{new string(labels)}' does not match the number of " +
                $"dimensions ({operand.Rank}) of its operand");
        var names = labels.ToList();
        var view = operand;
        foreach (var label in labels.Distinct().Where(label => names.Count(other => other == label) > 1))
            while (names.IndexOf(label) != names.LastIndexOf(label))
            {
                var (first, last) = (view.Sizes[names.IndexOf(label)], view.Sizes[names.LastIndexOf(label)]);
                if (first != last) throw Errors.Torch($"einsum(): subscript {label} is repeated for dimensions of sizes {first} and {last}");
                view = view.diagonal(0, names.IndexOf(label), names.LastIndexOf(label));
                names.RemoveAt(names.LastIndexOf(label));
                names.Remove(label);
                names.Add(label);
            }

        var present = order.Where(names.Contains).Select(label => (long)names.IndexOf(label)).ToArray();
        view = view.permute(present);
        for (var d = 0; d < order.Length; d++)
            if (!names.Contains(order[d])) view = view.unsqueeze(d);
        return view;
    }

    // Dimensions beyond the output that no later operand has can be summed now.
    private static long[] Finished(int at, int kept, Tensor[] aligned) => Enumerable.Range(kept, aligned[0].Rank - kept)
        .Where(d => aligned.Skip(at + 1).All(later => later.Sizes[d] == 1))
        .Select(static d => (long)d).ToArray();

    private static Tensor Contract(Tensor a, Tensor b, long[] finished)
    {
        a = SumAlone(a, b, finished);
        b = SumAlone(b, a, finished);
        var all = Enumerable.Range(0, a.Rank).Select(static d => (long)d).ToArray();
        var contracted = all.Where(d => finished.Contains(d)).ToArray();
        var batch = all.Where(d => !contracted.Contains(d) && a.Sizes[d] == b.Sizes[d]).ToArray();
        var rows = all.Where(d => !contracted.Contains(d) && !batch.Contains(d) && b.Sizes[d] == 1).ToArray();
        var columns = all.Except(contracted).Except(batch).Except(rows).ToArray();
        long Count(Tensor t, long[] dims) => dims.Aggregate(1L, (product, d) => product * t.Sizes[d]);
        foreach (var d in columns.Where(d => a.Sizes[d] != 1))
            throw Errors.Torch($"einsum(): operands do not broadcast: subscript {d} has sizes {a.Sizes[d]} and {b.Sizes[d]}");
        foreach (var d in contracted.Where(d => a.Sizes[d] != b.Sizes[d]))
            throw Errors.Torch($"einsum(): operands do not broadcast: subscript {d} has sizes {a.Sizes[d]} and {b.Sizes[d]}");
        var left = a.permute([.. batch, .. rows, .. contracted, .. columns]).reshape(Count(a, batch), Count(a, rows), Count(a, contracted));
        var right = b.permute([.. batch, .. contracted, .. columns, .. rows])
            .reshape(Count(b, batch), Count(b, contracted), Count(b, columns));
        var product = MatrixProduct.Batched(left, right, "einsum");
        long[] order = [.. batch, .. rows, .. columns, .. contracted];
        long[] sizes = [.. batch.Concat(rows).Select(d => a.Sizes[d]), .. columns.Select(d => b.Sizes[d]), .. contracted.Select(static _ => 1L)];
        return product.view(sizes).permute(Array.ConvertAll(all, d => (long)Array.IndexOf(order, d)));
    }

    private static Tensor SumAlone(Tensor x, Tensor other, long[] finished)
    {
        var alone = finished.Where(d => x.Sizes[d] != 1 && other.Sizes[d] == 1).ToArray();
        return alone.Length == 0 ? x : x.sum(alone, true);
    }
}
