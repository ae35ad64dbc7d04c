namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The diagonal of a matrix, or the matrix with a vector on its diagonal.</summary>
        public Tensor diag(long diagonal = 0) => Rank switch
        {
            1 => diag_embed(diagonal),
            2 => this.diagonal(diagonal).clone(),
            _ => throw Errors.Torch($"diag(): Supports 1D or 2D tensors. Got {Rank}D"),
        };

        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1)
        {
            if (Rank == 0) throw Errors.Torch("diag_embed: expected at least a 1-dimensional tensor");
            var size = Sizes[^1] + Math.Abs(offset);
            var result = new_zeros([.. Sizes[..^1], size, size]);
            result.diagonal(offset, -2, -1).copy_(this);
            return result.movedim([-2, -1], [dim1, dim2]).contiguous();
        }

        public Tensor diagflat(long offset = 0) => flatten().diag_embed(offset);

        public Tensor trace() => diagonal().sum();

        /// <summary>The differences of neighbours, n times over.</summary>
        public Tensor diff(long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null)
        {
            Tensor[] parts = [.. Given(prepend), this, .. Given(append)];
            var x = parts.Length == 1 ? this : Joining.Cat(parts, dim);
            for (; n > 0; n--)
            {
                var size = x.Sizes[x.WrapDim(dim, "diff")];
                if (size == 0) break;
                x = x.narrow(dim, 1, size - 1).sub(x.narrow(dim, 0, size - 1));
            }

            return x;
        }

        /// <summary>The distinct elements in ascending order, with each element's place among them and how often each occurs.</summary>
        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(
            bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null)
        {
            if (dim is not null) throw new NotSupportedException("unique along a dimension is not supported in ModelFix.Torch.");
            var (values, order) = flatten().sort();
            var count = values.numel();
            var starts = count == 0
                ? zeros(0, dtype: ScalarType.Bool)
                : Joining.Cat([ones(1, dtype: ScalarType.Bool), values.narrow(0, 1, count - 1).ne(values.narrow(0, 0, count - 1))], 0);
            var place = starts.cumsum(0).sub(1);
            var output = values.masked_select(starts);
            var inverse = zeros([count], ScalarType.Int64).scatter_(0, order, place).view(Sizes);
            var occurrences = zeros([output.numel()], ScalarType.Int64).scatter_add_(0, place, place.ones_like());
            return (output, return_inverse ? inverse : null, return_counts ? occurrences : null);
        }

        private static Tensor[] Given(Tensor? tensor) => tensor is null ? [] : [tensor];
    }
}
