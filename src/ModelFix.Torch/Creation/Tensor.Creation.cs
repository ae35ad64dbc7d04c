namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Sampled(shape, new(dtype ?? this.dtype, device, requires_grad, null), Source(null).NextUniform);

        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Sampled(shape, new(dtype ?? this.dtype, device, requires_grad, null), Source(null).NextNormal);

        public Tensor new_ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill([size], 1, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill([rows, columns], 1, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_ones(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill([dim0, dim1, dim2], 1, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_ones(
            long dim0,
            long dim1,
            long dim2,
            long dim3,
            ScalarType? dtype = null,
            Device? device = null,
            bool requires_grad = false) =>
            Fill([dim0, dim1, dim2, dim3], 1, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill(size, 0, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill(size.ToArray(), 0, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill([size], 0, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill([rows, columns], 0, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_zeros(
            long dim0,
            long dim1,
            long dim2,
            ScalarType? dtype = null,
            Device? device = null,
            bool requires_grad = false) =>
            Fill([dim0, dim1, dim2], 0, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_zeros(
            long dim0,
            long dim1,
            long dim2,
            long dim3,
            ScalarType? dtype = null,
            Device? device = null,
            bool requires_grad = false) =>
            Fill([dim0, dim1, dim2, dim3], 0, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill(shape, 0, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill(shape, 1, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill(size, 0, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill(size.ToArray(), 0, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill([size], 0, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill([rows, columns], 0, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_empty(
            long dim0,
            long dim1,
            long dim2,
            ScalarType? dtype = null,
            Device? device = null,
            bool requires_grad = false) =>
            Fill([dim0, dim1, dim2], 0, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_empty(
            long dim0,
            long dim1,
            long dim2,
            long dim3,
            ScalarType? dtype = null,
            Device? device = null,
            bool requires_grad = false) =>
            Fill([dim0, dim1, dim2, dim3], 0, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill(shape, 0, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill(size, value, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_full(
            ReadOnlySpan<long> size,
            Scalar value,
            ScalarType? dtype = null,
            Device? device = null,
            bool requires_grad = false) =>
            Fill(size.ToArray(), value, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill([size], value, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_full(
            long rows,
            long columns,
            Scalar value,
            ScalarType? dtype = null,
            Device? device = null,
            bool requires_grad = false) =>
            Fill([rows, columns], value, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_full(
            long dim0,
            long dim1,
            long dim2,
            Scalar value,
            ScalarType? dtype = null,
            Device? device = null,
            bool requires_grad = false) =>
            Fill([dim0, dim1, dim2], value, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor new_full(
            long dim0,
            long dim1,
            long dim2,
            long dim3,
            Scalar value,
            ScalarType? dtype = null,
            Device? device = null,
            bool requires_grad = false) =>
            Fill([dim0, dim1, dim2, dim3], value, new(dtype ?? this.dtype, device, requires_grad, null));

        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Fill(shape, value, new(dtype ?? this.dtype, device, requires_grad, null));
    }
}
