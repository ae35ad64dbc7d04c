namespace TorchSharp;

public static partial class torch
{
    /// <summary>base to the power of evenly spaced exponents.</summary>
    public static Tensor logspace(double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        new TensorOptions(dtype ?? get_default_dtype(), device, requires_grad, null)
            .Apply(pow(full(System.Array.Empty<long>(), @base, ScalarType.Float64), linspace(start, end, steps, ScalarType.Float64)));

    /// <summary>Row and column of each element on or below a diagonal: [2, count].</summary>
    public static Tensor tril_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        ones(row, col, device: device).tril(offset).nonzero().t().contiguous().to_type(dtype);

    /// <summary>Row and column of each element on or above a diagonal: [2, count].</summary>
    public static Tensor triu_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        ones(row, col, device: device).triu(offset).nonzero().t().contiguous().to_type(dtype);

    public static Tensor randint_like(Tensor input, long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.randint_like(low, high, dtype, device, requires_grad);

    /// <summary>Normal numbers with a mean and a deviation per element.</summary>
    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null)
    {
        var shape = Elementwise.BroadcastShape(mean.Sizes, std.Sizes);
        return empty(shape, mean.dtype).normal_(0, 1, generator).mul(std).add(mean);
    }

    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null) =>
        input.multinomial(num_samples, replacement, generator);

    public static Tensor ShortTensor(Tensor t) => t.to_type(ScalarType.Int16);

    public static Tensor take_along_dim(Tensor input, IEnumerable<long> indices, long dim = 0) => input.take_along_dim(indices, dim);

    public static Tensor as_tensor(IList<sbyte> rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);

    public static Tensor as_tensor(sbyte[] rawArray, ScalarType? dtype = null, Device? device = null) => from_array(rawArray, dtype, device);

    public static Tensor as_tensor(IList<short> rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);

    public static Tensor as_tensor(short[] rawArray, ScalarType? dtype = null, Device? device = null) => from_array(rawArray, dtype, device);

    public static Tensor as_tensor(IList<BFloat16> rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);

    public static Tensor as_tensor(BFloat16[] rawArray, ScalarType? dtype = null, Device? device = null) => from_array(rawArray, dtype, device);

    public partial class Tensor
    {
        public Tensor randint_like(long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            randint(low, high, shape, dtype ?? this.dtype, device, requires_grad);

        /// <summary>Whole numbers in [from, to).</summary>
        public Tensor random_(double from, double to, Generator? generator = null) =>
            copy_(randint((long)from, (long)to, shape, generator: generator));

        /// <summary>Indices drawn with the given weights [categories] or [rows, categories].</summary>
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null)
        {
            if (!is_floating_point() || Rank is not (1 or 2))
                throw Errors.Torch("multinomial only supports floating-point prob_dist of 1 or 2 dimensions, got " +
                    $"{Errors.Name(dtype)} {Errors.Shape(Sizes)}");
            if (num_samples <= 0 || (!replacement && num_samples > Sizes[^1]))
                throw Errors.Torch($"cannot sample n_sample = {num_samples} from {Sizes[^1]} categories " +
                    $"{(replacement ? "with" : "without")} replacement");
            var source = Source(generator);
            var weights = CopyData<double>();
            var rows = weights.Length / (int)Sizes[^1];
            var drawn = new long[rows * num_samples];
            for (var i = 0; i < drawn.Length; i++)
            {
                var row = weights.AsSpan((int)(i / num_samples * Sizes[^1]), (int)Sizes[^1]);
                drawn[i] = Chosen(row, source);
                if (!replacement) row[(int)drawn[i]] = 0;
            }

            return FromData(drawn, [.. Sizes[..^1], num_samples]);
        }

        public Tensor take_along_dim(IEnumerable<long> indices) => take_along_dim(tensor(indices.ToArray()));

        public Tensor take_along_dim(IEnumerable<long> indices, long dim) => take_along_dim(tensor(indices.ToArray()), dim);

        public static implicit operator Tensor(sbyte value) => tensor(value);

        public static implicit operator Tensor(short value) => tensor(value);

        public static implicit operator Tensor(sbyte[] value) => tensor(value);

        public static implicit operator Tensor(short[] value) => tensor(value);

        public static explicit operator sbyte(Tensor value) => value.ToSByte();

        public static explicit operator short(Tensor value) => value.ToInt16();

        private static long Chosen(ReadOnlySpan<double> weights, Generator source)
        {
            var sum = 0.0;
            foreach (var weight in weights) sum += weight >= 0 ? weight : throw Errors.Torch("probability tensor contains either `inf`, `nan` or element < 0");
            if (!(sum > 0 && double.IsFinite(sum))) throw Errors.Torch("invalid multinomial distribution (sum of probabilities <= 0)");
            var left = source.NextUniform() * sum;
            var last = 0;
            for (var i = 0; i < weights.Length; i++)
            {
                if (weights[i] == 0) continue;
                last = i;
                left -= weights[i];
                if (left < 0) break;
            }

            return last;
        }
    }
}
