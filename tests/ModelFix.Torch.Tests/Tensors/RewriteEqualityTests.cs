using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelFix.Torch.Tests.Tensors;

/// <summary>Forms that PyTorch computes to equal bits have equal bits here too, for any shape, layout and special value.</summary>
public sealed class RewriteEqualityTests
{
    [Fact]
    public void Squeeze_of_a_dimension_of_size_1_is_select() => ForAllTensors((x, random) =>
    {
        var dim = random.Next(x.Dim + 1);
        var widened = x.Tensor.unsqueeze(dim);
        return Same(widened.squeeze(dim), widened.select(dim, 0));
    });

    [Fact]
    public void A_missing_bound_is_infinity() => ForAllTensors((x, random) =>
    {
        var bound = (random.NextDouble() * 4) - 2;
        return Same(x.Tensor.clamp(bound), x.Tensor.clamp(bound, double.PositiveInfinity))
            && Same(x.Tensor.clamp(max: bound), x.Tensor.clamp(double.NegativeInfinity, bound));
    });

    [Fact]
    public void Assignment_to_a_slice_is_a_concatenation() => ForAllTensors((x, random) =>
    {
        var dim = random.Next(x.Dim);
        var size = x.Tensor.shape[dim];
        var start = random.NextInt64(size + 1);
        var length = random.NextInt64(size - start + 1);
        var value = randn(x.Tensor.narrow(dim, start, length).shape);
        var assigned = x.Tensor.clone();
        var slices = Enumerable.Repeat(TensorIndex.Colon, dim).Append(TensorIndex.Slice(start, start + length)).ToArray();
        assigned[slices] = value;
        var pieces = new[] { x.Tensor.narrow(dim, 0, start), value, x.Tensor.narrow(dim, start + length, size - start - length) };
        return Same(assigned, cat(pieces, dim));
    });

    [Fact]
    public void Assignment_to_a_mask_is_masked_fill_or_where() => ForAllTensors((x, _) =>
    {
        var mask = rand(x.Tensor.shape) > 0.5;
        var filled = x.Tensor.clone();
        filled[mask] = 0.25f;
        var other = randn(x.Tensor.shape);
        var replaced = x.Tensor.clone();
        replaced[mask] = other[mask];
        return Same(filled, x.Tensor.masked_fill(mask, 0.25)) && Same(replaced, torch.where(mask, other, x.Tensor));
    });

    [Fact]
    public void Assignment_to_indices_is_index_copy_and_the_last_of_equal_indices_wins() => ForAllTensors((x, random) =>
    {
        var indices = randint(0, x.Tensor.shape[0], [random.Next(1, 5)]);
        var value = randn([indices.numel(), .. x.Tensor.shape[1..]]);
        var assigned = x.Tensor.clone();
        assigned[indices] = value;
        var added = x.Tensor.clone();
        added[indices] += value;
        return Same(assigned, x.Tensor.index_copy(0, indices, value))
            && Same(added, x.Tensor.index_copy(0, indices, x.Tensor.index_select(0, indices) + value));
    });

    [Fact]
    public void Flatten_is_a_reshape_that_keeps_the_batch() => ForAllTensors((x, _) =>
        Same(x.Tensor.flatten(1), x.Tensor.reshape(x.Tensor.shape[0], -1)) && Same(x.Tensor.flatten(1), x.Tensor.contiguous().view(x.Tensor.shape[0], -1)));

    [Fact]
    public void Reductions_do_not_depend_on_the_layout() => ForAllTensors((x, random) =>
    {
        var dim = random.Next(x.Dim);
        return Same(x.Tensor.sum(dim: dim), x.Tensor.clone().sum(dim: dim))
            && Same(x.Tensor.mean(new long[] { dim }), x.Tensor.movedim([dim], [x.Dim - 1]).mean(new long[] { -1 }))
            && Same(x.Tensor.amax(new long[] { dim }), x.Tensor.max(dim).values);
    });

    [Fact]
    public void Floor_division_is_the_floor_of_the_exact_quotient() => ForAllTensors((x, _) =>
    {
        var whole = randint(-20, 20, x.Tensor.shape);
        var divisor = randint(1, 5, x.Tensor.shape);
        var expected = (whole - (((whole % divisor) + divisor) % divisor)).div(divisor).to(ScalarType.Int64);
        return Same(whole.div(divisor, RoundingMode.floor), expected) && Same(whole.floor_divide(divisor), expected);
    });

    [Fact]
    public void A_product_with_a_transposed_matrix_is_the_einsum() => ForAllTensors((x, random) =>
    {
        var rows = x.Tensor.reshape(-1, x.Tensor.shape[^1]);
        var other = randn(random.Next(1, 4), rows.shape[1]);
        return Same(einsum("id,jd->ij", rows, other), rows.matmul(other.transpose(0, 1)));
    });

    private static void ForAllTensors(Func<(Tensor Tensor, int Dim), Random, bool> holds) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            manual_seed(seed);
            var tensor = Any(random);
            return holds((tensor, (int)tensor.dim()), random);
        }).QuickCheckThrowOnFailure();

    // Rank 2 to 4, sizes 1 to 4, dense, transposed or strided, now and then with special values.
    private static Tensor Any(Random random)
    {
        var shape = Enumerable.Range(0, random.Next(2, 5)).Select(_ => random.NextInt64(1, 5)).ToArray();
        var x = randn(shape);
        if (random.Next(3) == 0) x.view(-1)[0] = new[] { float.NaN, float.PositiveInfinity, -0f, float.MaxValue }[random.Next(4)];
        return random.Next(3) switch
        {
            0 => x,
            1 => x.transpose(0, -1),
            _ => x.repeat_interleave(2, -1)[TensorIndex.Ellipsis, TensorIndex.Slice(0, null, 2)],
        };
    }

    private static bool Same(Tensor left, Tensor right) =>
        left.dtype == right.dtype
        && left.shape.SequenceEqual(right.shape)
        && left.CopyData<double>().AsSpan().SequenceEqual(right.CopyData<double>());
}
