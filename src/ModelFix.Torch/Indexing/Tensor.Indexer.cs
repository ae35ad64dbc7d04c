using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => select(0, i1).copy_(value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => Selected(i1, i2);
            set => Selected(i1, i2).copy_(value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => Selected(i1, i2, i3);
            set => Selected(i1, i2, i3).copy_(value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => Selected(i1, i2, i3, i4);
            set => Selected(i1, i2, i3, i4).copy_(value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => Selected(i1, i2, i3, i4, i5);
            set => Selected(i1, i2, i3, i4, i5).copy_(value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => Selected(i1, i2, i3, i4, i5, i6);
            set => Selected(i1, i2, i3, i4, i5, i6).copy_(value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => index(Array.ConvertAll(indices, static i => (TensorIndex)i));
            set => index_put_(value, Array.ConvertAll(indices, static i => (TensorIndex)i));
        }

        /// <summary>A view for integers, slices, None and Ellipsis; a copy where index tensors or masks are among the items.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            var plan = IndexPlan.Of(this, indices);
            if (plan.IsView) return ReferenceEquals(plan.View, this) ? alias() : plan.View;
            var (positions, shape) = plan.Resolve();
            return plan.View.Gather(positions, shape);
        }

        public Tensor index(params Tensor[] indices) => index(Items(indices));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        /// <summary>Writes the value, broadcast, at the items; where an element is named twice the last one stays, or all add up.</summary>
        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            var plan = IndexPlan.Of(this, indices);
            if (plan.IsView)
            {
                plan.View.copy_(accumulate ? plan.View.add(value) : Assignable(value, plan.View.Sizes));
                return this;
            }

            if (!accumulate && value.numel() == 1 && plan.OnlyMask() is { } mask) plan.View.masked_fill_(mask, value.ToScalar());
            else Put(plan, value, accumulate);
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, Items(indices), false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) => index_put_(value, Items(indices), accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices) =>
            index_put_(ScalarTensor(value).to_type(dtype), indices, false);

        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, Items(indices));

        private static TensorIndex[] Items(Tensor[] indices) => Array.ConvertAll(indices, TensorIndex.Tensor);

        private Tensor Selected(params ReadOnlySpan<long> indices)
        {
            var selected = this;
            foreach (var i in indices) selected = selected.select(0, i);
            return selected;
        }

        // Assignment drops the leading dimensions of size 1 that a value has too many of.
        private static Tensor Assignable(Tensor value, long[] shape)
        {
            if (value.Sizes.AsSpan().SequenceEqual(shape)) return value;
            var leading = value.Sizes.TakeWhile(static size => size == 1).Count();
            return leading == 0 ? value : value.reshape(value.Sizes[leading..]);
        }

        private static void Put(IndexPlan plan, Tensor value, bool accumulate)
        {
            if (value.dtype != plan.View.dtype)
                throw Errors.Torch($"Index put requires the source and destination dtypes match, got {Errors.Name(plan.View.dtype)} " +
                    $"for the destination and {Errors.Name(value.dtype)} for the source.");
            var (positions, shape) = plan.Resolve();
            var source = Assignable(value, shape);
            if (source.Rank > shape.Length || !source.Fits(shape))
                throw Errors.Torch($"shape mismatch: value tensor of shape {Errors.Shape(value.Sizes)} cannot be broadcast to " +
                    $"indexing result of shape {Errors.Shape(shape)}");
            plan.View.Scatter(positions, source.Expand(shape), accumulate);
        }
    }
}
