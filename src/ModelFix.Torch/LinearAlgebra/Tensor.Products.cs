namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The product by NumPy's rules: vectors gain and lose a dimension, leading dimensions broadcast.</summary>
        public Tensor matmul(Tensor target)
        {
            if (Rank == 0 || target.Rank == 0)
                throw Errors.Torch($"both arguments to matmul need to be at least 1D, but they are {Rank}D and {target.Rank}D");
            var left = Rank == 1 ? unsqueeze(0) : this;
            var right = target.Rank == 1 ? target.unsqueeze(1) : target;
            if (left.Sizes[^1] != right.Sizes[^2])
                throw Errors.Torch($"mat1 and mat2 shapes cannot be multiplied ({Errors.Shape(Sizes)} and {Errors.Shape(target.Sizes)})");
            var batch = Elementwise.BroadcastShape(left.Sizes.AsSpan()[..^2], right.Sizes.AsSpan()[..^2]);
            var a = left.Expand([.. batch, .. left.Sizes[^2..]]).reshape([Strided.Count(batch), .. left.Sizes[^2..]]);
            var b = right.Expand([.. batch, .. right.Sizes[^2..]]).reshape([Strided.Count(batch), .. right.Sizes[^2..]]);
            var product = MatrixProduct.Batched(a, b, "matmul").view([.. batch, left.Sizes[^2], right.Sizes[^1]]);
            if (target.Rank == 1) product = product.squeeze(-1);
            return Rank == 1 ? product.squeeze(target.Rank == 1 ? -1 : -2) : product;
        }

        public Tensor mm(Tensor target) => Ranks(2, 2, target, "mm").matmul(target);

        public Tensor mv(Tensor target) => Ranks(2, 1, target, "mv").matmul(target);

        public Tensor dot(Tensor target) => Ranks(1, 1, target, "dot").matmul(target);

        public Tensor vdot(Tensor target) => dot(target);

        public Tensor bmm(Tensor batch2)
        {
            Ranks(3, 3, batch2, "bmm");
            if (Sizes[0] != batch2.Sizes[0] || Sizes[2] != batch2.Sizes[1])
                throw Errors.Torch($"Expected size for first two dimensions of batch2 tensor to be: [{Sizes[0]}, {Sizes[2]}] but " +
                    $"got: [{batch2.Sizes[0]}, {batch2.Sizes[1]}].");
            return matmul(batch2);
        }

        public Tensor outer(Tensor vec2)
        {
            Ranks(1, 1, vec2, "outer");
            return unsqueeze(1).mul(vec2);
        }

        public Tensor ger(Tensor vec2) => outer(vec2);

        public Tensor inner(Tensor vec2) =>
            Rank == 0 || vec2.Rank == 0 ? mul(vec2) : tensordot(vec2, [Rank - 1], [vec2.Rank - 1]);

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Once(mat1, mat2,
            (x, a, b) => x.Added(a.mm(b), beta, alpha));

        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => Once(mat, vec,
            (x, a, b) => x.Added(a.mv(b), beta, alpha));

        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Added(batch1.bmm(batch2).sum(dim: 0, type: batch1.dtype), beta, alpha);

        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => Once(batch1, batch2,
            (x, a, b) => x.Added(a.bmm(b), beta, alpha));

        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) => is_floating_point()
            ? Added(vec1.outer(vec2), beta, alpha)
            : throw Errors.Torch("addr: For integral input tensors, argument beta must not be a floating point number.");

        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2)
        {
            if (dims1.Length != dims2.Length) throw Errors.Torch("both dimension lists should have same length");
            var left = Array.ConvertAll(dims1, d => (long)WrapDim(d, "tensordot"));
            var right = Array.ConvertAll(dims2, d => (long)b.WrapDim(d, "tensordot"));
            for (var i = 0; i < left.Length; i++)
                if (Sizes[left[i]] != b.Sizes[right[i]])
                    throw Errors.Torch($"contracted dimensions need to match, but first has size {Sizes[left[i]]} in dim {left[i]} " +
                        $"and second has size {b.Sizes[right[i]]} in dim {right[i]}");
            var kept = Enumerable.Range(0, Rank).Select(static d => (long)d).Except(left).ToArray();
            var keptB = Enumerable.Range(0, b.Rank).Select(static d => (long)d).Except(right).ToArray();
            var inner = left.Aggregate(1L, (product, d) => product * Sizes[d]);
            var (rows, columns) = (Array.ConvertAll(kept, d => Sizes[d]), Array.ConvertAll(keptB, d => b.Sizes[d]));
            var product = permute([.. kept, .. left]).reshape(Strided.Count(rows), inner)
                .mm(b.permute([.. right, .. keptB]).reshape(inner, Strided.Count(columns)));
            return product.view([.. rows, .. columns]);
        }

        public Tensor tensordot(Tensor b, (long, long)[] dims) =>
            tensordot(b, Array.ConvertAll(dims, static pair => pair.Item1), Array.ConvertAll(dims, static pair => pair.Item2));

        public Tensor tensordot(Tensor b, long dims = 2)
        {
            var range = Enumerable.Range(0, (int)dims).Select(static d => (long)d).ToArray();
            return tensordot(b, Array.ConvertAll(range, d => Rank - dims + d), range);
        }

        private Tensor Added(Tensor product, float beta, float alpha)
        {
            var scaled = alpha == 1 ? product : product.mul(Factor(alpha));
            return beta == 0 ? scaled.add(0) : (beta == 1 ? this : mul(Factor(beta))).add(scaled);
        }

        private Scalar Factor(float value) => is_floating_point() ? (Scalar)value : (Scalar)(long)value;

        private Tensor Ranks(int rank, int otherRank, Tensor other, string op) => Rank == rank && other.Rank == otherRank
            ? this
            : throw Errors.Torch($"{op}: expected tensors of {rank} and {otherRank} dimensions, but got {Errors.Shape(Sizes)} and " +
                $"{Errors.Shape(other.Sizes)}");
    }
}
