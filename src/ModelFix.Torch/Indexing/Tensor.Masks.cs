namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>This tensor where the condition holds, y elsewhere, in their promoted dtype.</summary>
        public Tensor where(Tensor condition, Tensor y)
        {
            if (condition.dtype is not (ScalarType.Bool or ScalarType.Byte))
                throw Errors.Torch("where expected condition to be a boolean tensor, but got a tensor with dtype " +
                    $"{Errors.Name(condition.dtype)}");
            var shape = Elementwise.BroadcastShape(condition.Sizes, Elementwise.BroadcastShape(Sizes, y.Sizes));
            return Elements.Run<Choosing, Tensor>(Promotion.Result(this, y), "where", new(condition, this, y, shape));
        }

        public Tensor masked_fill(Tensor mask, Scalar value)
        {
            var shape = Elementwise.BroadcastShape(Sizes, mask.Sizes);
            return Expand(shape).clone().masked_fill_(mask, value);
        }

        public Tensor masked_fill_(Tensor mask, Scalar value)
        {
            var selected = Mask(mask, "masked_fill");
            return copy_(Elements.Run<Choosing, Tensor>(dtype, "masked_fill", new(selected, ScalarTensor(value), this, shape)));
        }

        public Tensor masked_scatter(Tensor mask, Tensor value)
        {
            var shape = Elementwise.BroadcastShape(Sizes, mask.Sizes);
            return Expand(shape).clone().masked_scatter_(mask, value);
        }

        /// <summary>Writes the first elements of value, in order, where the mask is set.</summary>
        public Tensor masked_scatter_(Tensor mask, Tensor value)
        {
            if (value.dtype != dtype)
                throw Errors.Torch($"masked_scatter: expected self and source to have same dtypes but got {Errors.Name(dtype)} and " +
                    $"{Errors.Name(value.dtype)}");
            var positions = Selected(mask, "masked_scatter");
            if (positions.LongLength > value.numel())
                throw Errors.Torch($"masked_scatter: expected at least {positions.LongLength} elements in source, got {value.numel()}");
            Scatter(positions, value.flatten().narrow(0, 0, positions.LongLength), accumulate: false);
            return this;
        }

        public Tensor masked_select(Tensor mask)
        {
            var common = Expand(Elementwise.BroadcastShape(Sizes, mask.Sizes));
            var positions = common.Selected(mask, "masked_select");
            return common.Gather(positions, [positions.LongLength]);
        }

        /// <summary>The indices of the elements that are not zero, one a row.</summary>
        public Tensor nonzero()
        {
            var truth = CopyData<bool>();
            var rows = new List<long>();
            for (long i = 0; i < truth.LongLength; i++)
            {
                if (!truth[i]) continue;
                var (rest, at) = (i, rows.Count);
                for (var d = Rank - 1; d >= 0; d--)
                {
                    rows.Insert(at, rest % Sizes[d]);
                    rest /= Sizes[d];
                }
            }

            var count = truth.LongCount(static set => set);
            return FromData(rows.ToArray(), [count, Rank]);
        }

        public Tensor argwhere() => nonzero();

        public IList<Tensor> nonzero_as_list() => (Rank == 0 ? reshape(1) : this).nonzero().unbind(1);

        public Tensor tril(long diagonal = 0) => where(Below(diagonal), zeros_like());

        public Tensor tril_(long diagonal = 0) => InPlace(tril(diagonal), "tril_");

        public Tensor triu(long diagonal = 0) => where(Below(diagonal - 1).logical_not(), zeros_like());

        public Tensor triu_(long diagonal = 0) => InPlace(triu(diagonal), "triu_");

        // True at and below the given diagonal of the last two dimensions.
        private Tensor Below(long diagonal)
        {
            if (Rank < 2) throw Errors.Torch("tril and triu: input tensor must have at least 2 dimensions");
            return torch.arange(Sizes[^1]).unsqueeze(0).le(torch.arange(Sizes[^2]).unsqueeze(1).add(diagonal));
        }

        private Tensor Mask(Tensor mask, string op)
        {
            if (mask.dtype is not (ScalarType.Bool or ScalarType.Byte))
                throw Errors.Torch($"{op}: only supports boolean masks, but got mask with dtype {Errors.Name(mask.dtype)}");
            return mask.ExpandTo(Sizes, op);
        }

        private long[] Selected(Tensor mask, string op)
        {
            var truth = Mask(mask, op).CopyData<bool>();
            return Positions().Where((_, i) => truth[i]).ToArray();
        }

        private readonly record struct Choosing(Tensor Condition, Tensor X, Tensor Y, long[] Shape) : IElementComputation<Tensor>
        {
            public Tensor Run<T>() where T : unmanaged
            {
                var condition = Elementwise.Fetch<bool>(Condition, Shape, out var stepCondition);
                var x = Elementwise.Fetch<T>(X, Shape, out var stepX);
                var y = Elementwise.Fetch<T>(Y, Shape, out var stepY);
                var result = new T[Strided.Count(Shape)];
                for (var i = 0; i < result.Length; i++)
                    result[i] = condition[i * stepCondition] ? x[i * stepX] : y[i * stepY];
                return FromData(result, Shape);
            }
        }
    }
}
