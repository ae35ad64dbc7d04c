namespace TorchSharp;

public static partial class torch
{
    public static Tensor column_stack(params Tensor[] tensors) =>
        hstack(Array.ConvertAll(tensors, static tensor => tensor.Rank <= 1 ? tensor.reshape(tensor.numel(), 1) : tensor));

    public static Tensor column_stack(IList<Tensor> tensors) => column_stack(tensors.ToArray());

    public static Tensor column_stack(ReadOnlySpan<Tensor> tensors) => column_stack(tensors.ToArray());

    public static Tensor row_stack(params Tensor[] tensors) => vstack(tensors);

    public static Tensor row_stack(IList<Tensor> tensors) => vstack(tensors);

    public static Tensor row_stack(ReadOnlySpan<Tensor> tensors) => vstack(tensors);

    public static Tensor[] tensor_split(Tensor input, Tensor indices_or_sections, long dim = 0) => input.tensor_split(indices_or_sections, dim);

    public static Tensor[] hsplit(Tensor input, Tensor indices_or_sections) => input.hsplit(indices_or_sections);

    public static Tensor[] hsplit(Tensor input, long indices_or_sections) => input.hsplit(indices_or_sections);

    public static Tensor[] hsplit(Tensor input, long[] indices_or_sections) => input.hsplit(indices_or_sections);

    public static Tensor[] hsplit(Tensor input, (long, long) indices_or_sections) =>
        input.hsplit(indices_or_sections.Item1, indices_or_sections.Item2);

    public static Tensor[] hsplit(Tensor input, (long, long, long) indices_or_sections) =>
        input.hsplit(indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3);

    public static Tensor[] hsplit(Tensor input, (long, long, long, long) indices_or_sections) =>
        input.hsplit(indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4);

    public static Tensor[] vsplit(Tensor input, long[] indices_or_sections) => input.vsplit(indices_or_sections);

    public static Tensor[] dsplit(Tensor input, Tensor indices_or_sections) => input.dsplit(indices_or_sections);

    public static Tensor[] dsplit(Tensor input, long size) => input.dsplit(size);

    public static Tensor[] dsplit(Tensor input, long[] indices_or_sections) => input.dsplit(indices_or_sections);

    public static Tensor[] dsplit(Tensor input, (long, long) indices_or_sections) => input.dsplit(indices_or_sections);

    public static Tensor[] dsplit(Tensor input, (long, long, long) indices_or_sections) => input.dsplit(indices_or_sections);

    public static Tensor[] dsplit(Tensor input, (long, long, long, long) indices_or_sections) => input.dsplit(indices_or_sections);

    public static Tensor moveaxis(Tensor input, (long, long) source, (long, long) destination) =>
        input.moveaxis([source.Item1, source.Item2], [destination.Item1, destination.Item2]);

    public static Tensor moveaxis(Tensor input, (long, long, long) source, (long, long, long) destination) =>
        input.moveaxis([source.Item1, source.Item2, source.Item3], [destination.Item1, destination.Item2, destination.Item3]);

    public static Tensor moveaxis(Tensor input, (long, long, long, long) source, (long, long, long, long) destination) => input.moveaxis(
        [source.Item1, source.Item2, source.Item3, source.Item4], [destination.Item1, destination.Item2, destination.Item3, destination.Item4]);

    public static IEnumerable<Tensor> atleast_1d(params Tensor[] input) => input.Select(static tensor => tensor.atleast_1d());

    public static IEnumerable<Tensor> atleast_2d(params Tensor[] input) => input.Select(static tensor => tensor.atleast_2d());

    public static IEnumerable<Tensor> atleast_3d(params Tensor[] input) => input.Select(static tensor => tensor.atleast_3d());

    public partial class Tensor
    {
        /// <summary>A number of nearly equal pieces, or pieces between the boundaries that a vector gives.</summary>
        public Tensor[] tensor_split(Tensor indices, long dim = 0)
        {
            if (indices.dtype != ScalarType.Int64 || indices.Rank > 1)
                throw Errors.Torch("tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional tensor of dtype long, " +
                    $"but got {Errors.Name(indices.dtype)} {Errors.Shape(indices.Sizes)}");
            return indices.Rank == 0 ? tensor_split(indices.item<long>(), dim) : tensor_split(indices.CopyData<long>(), dim);
        }

        /// <summary>Equal pieces side by side: along dimension 1, or 0 for a vector.</summary>
        public Tensor[] hsplit(long size) => Equal("hsplit", 1, Rank == 1 ? 0 : 1, size);

        public Tensor[] hsplit(params long[] sizes) => AtLeast("hsplit", 1).tensor_split(sizes, Rank == 1 ? 0 : 1);

        public Tensor[] hsplit(Tensor indices) => AtLeast("hsplit", 1).tensor_split(indices, Rank == 1 ? 0 : 1);

        /// <summary>Equal pieces below each other: along dimension 0.</summary>
        public Tensor[] vsplit(long size) => Equal("vsplit", 2, 0, size);

        public Tensor[] vsplit(params long[] sizes) => AtLeast("vsplit", 2).tensor_split(sizes);

        public Tensor[] vsplit(Tensor indices) => AtLeast("vsplit", 2).tensor_split(indices);

        /// <summary>Equal pieces in depth: along dimension 2.</summary>
        public Tensor[] dsplit(long size) => Equal("dsplit", 3, 2, size);

        public Tensor[] dsplit(params long[] sizes) => AtLeast("dsplit", 3).tensor_split(sizes, 2);

        public Tensor[] dsplit((long, long) indices_or_sections) => dsplit([indices_or_sections.Item1, indices_or_sections.Item2]);

        public Tensor[] dsplit((long, long, long) indices_or_sections) =>
            dsplit([indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3]);

        public Tensor[] dsplit((long, long, long, long) indices_or_sections) =>
            dsplit([indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4]);

        public Tensor[] dsplit(Tensor indices) => AtLeast("dsplit", 3).tensor_split(indices, 2);

        private Tensor[] Equal(string op, int rank, int dim, long sections)
        {
            var size = AtLeast(op, rank).Sizes[dim];
            return sections > 0 && size % sections == 0 ? tensor_split(sections, dim) : throw Errors.Torch(
                $"torch.{op} attempted to split along dimension {dim}, but the size of the dimension {size} is not divisible by the split_size {sections}!");
        }

        private Tensor AtLeast(string op, int rank) => Rank >= rank ? this : throw Errors.Torch(
            $"torch.{op} requires a tensor with at least {rank} dimension, but got a tensor with {Rank} dimensions!");
    }
}
