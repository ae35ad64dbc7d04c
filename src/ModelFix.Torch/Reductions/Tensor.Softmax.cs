namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor softmax(long dim, ScalarType? dtype = null) => Along(dim, dtype, "softmax", static group =>
        {
            var total = Shifted(group);
            for (var i = 0; i < group.Length; i++) group[i] = Math.Exp(group[i]) / total;
        });

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Along(dim, dtype, "log_softmax", static group =>
        {
            var log = Math.Log(Shifted(group));
            for (var i = 0; i < group.Length; i++) group[i] -= log;
        });

        public Tensor cumsum(long dim, ScalarType? type = null) =>
            Cumulated(dim, type, "cumsum", static (a, b) => a + b, static (a, b) => a + b);

        public Tensor cumprod(long dim, ScalarType? type = null) =>
            Cumulated(dim, type, "cumprod", static (a, b) => a * b, static (a, b) => a * b);

        /// <summary>Moves the largest element to 0, so that no exponential overflows, and returns the sum of the exponentials.</summary>
        private static double Shifted(Span<double> group)
        {
            var largest = double.NegativeInfinity;
            foreach (var x in group) largest = Math.Max(largest, x);
            double total = 0;
            for (var i = 0; i < group.Length; i++)
            {
                group[i] -= largest;
                total += Math.Exp(group[i]);
            }

            return total;
        }

        private delegate void GroupChange(Span<double> group);

        /// <summary>Changes every line along a dimension, in double, and rounds once.</summary>
        private Tensor Along(long dim, ScalarType? dtype, string op, GroupChange change)
        {
            var x = dtype is { } asked ? to_type(asked) : this;
            if (!x.is_floating_point()) throw Errors.NotImplemented(op, x.dtype);
            var moved = x.Rank == 0 ? x : x.transpose(dim, -1);
            _ = x.WrapDim(dim, op);
            var data = moved.CopyData<double>();
            var length = moved.Rank == 0 ? 1 : (int)moved.Sizes[^1];
            for (var start = 0; start < data.Length; start += length) change(data.AsSpan(start, length));
            var result = FromData(data, moved.shape).to_type(x.dtype);
            return x.Rank == 0 ? result : result.transpose(dim, -1).contiguous();
        }

        private Tensor Cumulated(long dim, ScalarType? type, string op, Func<double, double, double> real, Func<long, long, long> integer)
        {
            var target = type ?? (is_integral() ? ScalarType.Int64 : dtype);
            if (torch.is_floating_point(target))
                return Along(dim, target, op, group =>
                {
                    for (var i = 1; i < group.Length; i++) group[i] = real(group[i - 1], group[i]);
                });
            _ = WrapDim(dim, op);
            if (Rank == 0) return to_type(target, copy: true);
            var moved = to_type(target).transpose(dim, -1);
            var data = moved.CopyData<long>();
            for (var i = 0; i < data.Length; i++)
                if (i % moved.Sizes[^1] != 0) data[i] = integer(data[i - 1], data[i]);
            return FromData(data, moved.shape).to_type(target).transpose(dim, -1).contiguous();
        }
    }
}
