namespace TorchSharp;

/// <summary>How cdist computes Euclidean distances in libtorch; here there is one way.</summary>
public enum compute_mode
{
    use_mm_for_euclid_dist_if_necessary = 0,
    use_mm_for_euclid_dist = 1,
    donot_use_mm_for_euclid_dist = 2,
}

public static partial class torch
{
    public static Tensor addmm_(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmm_(mat1, mat2, beta, alpha);

    public static Tensor addmv_(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmv_(mat1, mat2, beta, alpha);

    public static Tensor addbmm_(Tensor input, Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
        input.addbmm_(batch1, batch2, beta, alpha);

    public static Tensor addr_(Tensor input, Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) => input.addr_(vec1, vec2, beta, alpha);

    public static Tensor kron(Tensor input, Tensor other) => input.kron(other);

    public static Tensor inverse(Tensor input) => input.inverse();

    public static Tensor det(Tensor input) => input.det();

    public static Tensor block_diag(params Tensor[] tensors)
    {
        var blocks = Array.ConvertAll(tensors, static tensor => tensor.atleast_2d());
        var dtype = blocks.Aggregate(blocks[0].dtype, static (common, block) => promote_types(common, block.dtype));
        var result = zeros([blocks.Sum(static block => block.Sizes[0]), blocks.Sum(static block => block.Sizes[1])], dtype);
        var (row, column) = (0L, 0L);
        foreach (var block in blocks)
        {
            result.narrow(0, row, block.Sizes[0]).narrow(1, column, block.Sizes[1]).copy_(block);
            (row, column) = (row + block.Sizes[0], column + block.Sizes[1]);
        }

        return result;
    }

    /// <summary>The p-norms of the differences of all rows: [..., P, M] and [..., R, M] to [..., P, R].</summary>
    public static Tensor cdist(
        Tensor x1, Tensor x2, double p = 2, compute_mode compute_mode = compute_mode.use_mm_for_euclid_dist_if_necessary)
    {
        if (!x1.is_floating_point() || !x2.is_floating_point())
            throw Errors.Torch($"cdist only supports floating-point dtypes, X1 got: {Errors.Name(x1.dtype)} and X2 got: {Errors.Name(x2.dtype)}");
        if (x1.Rank < 2 || x2.Rank < 2 || x1.Sizes[^1] != x2.Sizes[^1])
            throw Errors.Torch("X1 and X2 must have at least two dimensions and the same number of columns. X1: " +
                $"{Errors.Shape(x1.Sizes)} X2: {Errors.Shape(x2.Sizes)}");
        return linalg.vector_norm(x1.unsqueeze(-2).sub(x2.unsqueeze(-3)), p, [-1]);
    }

    /// <summary>All combinations of one element of each vector.</summary>
    public static Tensor cartesian_prod(params Tensor[] tensors)
    {
        if (tensors.Any(static tensor => tensor.Rank != 1)) throw Errors.Torch("cartesian_prod: Expect 1D vectors");
        return tensors.Length == 1 ? tensors[0].alias() : stack(meshgrid(tensors).Select(static grid => grid.flatten()), 1);
    }

    public static Tensor cartesian_prod(IList<Tensor> tensors) => cartesian_prod(tensors.ToArray());

    public static Tensor cartesian_prod(ReadOnlySpan<Tensor> tensors) => cartesian_prod(tensors.ToArray());

    public static partial class linalg
    {
        public static Tensor inv(Tensor input) => input.inverse();

        public static Tensor det(Tensor input) => input.det();

        /// <summary>The cross product of vectors of three elements along a dimension.</summary>
        public static Tensor cross(Tensor input, Tensor other, long dim = -1)
        {
            var shape = Elementwise.BroadcastShape(input.Sizes, other.Sizes);
            var (a, b) = (input.expand(shape), other.expand(shape));
            if (input.Rank != other.Rank || a.size((int)a.WrapDim(dim, "linalg.cross")) != 3)
                throw Errors.Torch("linalg.cross: inputs must have the same number of dimensions and 3 elements along dimension " +
                    $"{dim}. Got {Errors.Shape(input.Sizes)} and {Errors.Shape(other.Sizes)}");
            return a.roll(-1, dim).mul(b.roll(-2, dim)).sub(a.roll(-2, dim).mul(b.roll(-1, dim)));
        }

        public static Tensor vecdot(Tensor x, Tensor y, long dim = -1, Tensor? @out = null)
        {
            if (!x.is_floating_point()) throw Errors.NotImplemented("linalg.vecdot", x.dtype);
            var result = x.mul(y).sum(dim);
            return @out is null ? result : @out.copy_(result);
        }

        /// <summary>The product of matrices, left to right; the first and the last may be vectors.</summary>
        public static Tensor multi_dot(IList<Tensor> tensors) => tensors.Count >= 2
            ? tensors.Aggregate(static (product, next) => product.matmul(next))
            : throw Errors.Torch($"multi_dot(): expected at least 2 tensors but got {tensors.Count}");
    }

    public partial class Tensor
    {
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => InPlace(addmm(mat1, mat2, beta, alpha), "addmm_");

        public Tensor addmv_(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => InPlace(addmv(mat, vec, beta, alpha), "addmv_");

        public Tensor addbmm_(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            InPlace(addbmm(batch1, batch2, beta, alpha), "addbmm_");

        public Tensor addr_(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) => InPlace(addr(vec1, vec2, beta, alpha), "addr_");

        /// <summary>The Kronecker product.</summary>
        public Tensor kron(Tensor other)
        {
            var rank = Math.Max(Rank, other.Rank);
            long[] Padded(Tensor x) => [.. Enumerable.Repeat(1L, rank - x.Rank), .. x.Sizes];
            var (a, b) = (Padded(this), Padded(other));
            var left = reshape(a.SelectMany(static n => new[] { n, 1L }).ToArray());
            var right = other.reshape(b.SelectMany(static n => new[] { 1L, n }).ToArray());
            return left.mul(right).reshape(a.Zip(b, static (m, n) => m * n).ToArray());
        }

        /// <summary>The inverses of square matrices [..., n, n].</summary>
        public Tensor inverse()
        {
            var n = Square("linalg.inv");
            var data = CopyData<double>();
            for (var at = 0; at < data.Length; at += n * n)
            {
                if (Elimination.Invert(data.AsSpan(at, n * n), n) != 0) continue;
                throw Errors.Torch($"linalg.inv: matrix {at / (n * n)} of {Errors.Shape(Sizes)} cannot be inverted: the input matrix is singular.");
            }

            return FromData(data, shape).to_type(dtype);
        }

        /// <summary>The determinants of square matrices [..., n, n].</summary>
        public Tensor det()
        {
            var n = Square("linalg.det");
            var data = CopyData<double>();
            var determinants = new double[Strided.Count(Sizes[..^2])];
            for (var i = 0; i < determinants.Length; i++) determinants[i] = Elimination.Invert(data.AsSpan(i * n * n, n * n), n);
            return FromData(determinants, Sizes[..^2]).to_type(dtype);
        }

        private int Square(string op)
        {
            if (dtype is not (ScalarType.Float32 or ScalarType.Float64))
                throw Errors.Torch($"{op}: Expected a floating point or complex tensor as input. Got {Errors.Name(dtype)}");
            if (Rank < 2 || Sizes[^1] != Sizes[^2])
                throw Errors.Torch($"{op}: A must be batches of square matrices, but they are {Errors.Shape(Sizes)}");
            return (int)Sizes[^1];
        }
    }
}
