namespace TorchSharp;

public static partial class torch
{
    public static Tensor einsum(string equation, params Tensor[] tensors) => Einsum.Evaluate(equation, tensors);

    /// <summary>Linear algebra over the last dimensions.</summary>
    public static partial class linalg
    {
        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false)
        {
            if ((dims?.Length ?? input.Rank) == 2)
                throw new NotSupportedException("linalg.norm of matrices with a numeric order is not supported in ModelFix.Torch: " +
                    "use linalg.vector_norm.");
            return vector_norm(input, ord, dims, keepdim);
        }

        public static Tensor norm(Tensor input, int ord, long[]? dims = null, bool keepdim = false) =>
            norm(input, (double)ord, dims, keepdim);

        /// <summary>The 2-norm of all elements or over dims.</summary>
        public static Tensor norm(Tensor input, long[]? dims = null, bool keepdim = false) => vector_norm(input, 2, dims, keepdim);

        /// <summary>The ord-norm of the elements over dims (all when null), taken as vectors.</summary>
        public static Tensor vector_norm(Tensor input, double ord = 2, long[]? dims = null, bool keepdim = false)
        {
            if (!input.is_floating_point())
                throw Errors.Torch("linalg.vector_norm: Expected a floating point or complex tensor as input. Got " +
                    $"{Errors.Name(input.dtype)}");
            return Reductions.Real(Groups.Over(input, dims ?? [], keepdim, "linalg.vector_norm"), input.dtype, new RealNorm(ord, input.dtype));
        }
    }
}
