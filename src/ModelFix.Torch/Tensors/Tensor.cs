using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A multi-dimensional array with a dtype, a shape, strides and an offset into storage that views share.
    /// It computes on the CPU, without gradients.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private Array? _storage;
        private long[] _shape;
        private long[] _strides;
        private long _offset;
        private ScalarType _dtype;

        internal Tensor(Array storage, long[] shape, long[] strides, long offset, ScalarType dtype)
        {
            _storage = storage;
            _shape = shape;
            _strides = strides;
            _offset = offset;
            _dtype = dtype;
            DisposeScopeManager.Register(this);
        }

        /// <summary>A tensor over the same storage, as a parameter is over the tensor it was made from.</summary>
        private protected Tensor(Tensor source)
            : this(source.Storage, source._shape, source._strides, source._offset, source._dtype)
        {
        }

        public string? name { get; set; }

        public bool requires_grad { get; set; }

        public Tensor? grad { get; set; }

        public bool is_leaf => true;

        public bool IsInvalid => _storage is null;

        public ScalarType dtype => Alive()._dtype;

        public Device device => Alive() is not null ? CPU : META;

        public int device_index => device.index;

        public DeviceType device_type => device.type;

        public bool is_cuda => false;

        public bool is_meta => false;

        public bool is_sparse => false;

        public long[] shape => (long[])Alive()._shape.Clone();

        public long Dimensions => Alive()._shape.Length;

        public long ndim => Dimensions;

        public long NumberOfElements => numel();

        public long ElementSize => element_size();

        internal Array Storage => Alive()._storage!;

        internal long[] Sizes => Alive()._shape;

        internal long[] Strides => Alive()._strides;

        internal long Offset => _offset;

        internal int Rank => Alive()._shape.Length;

        internal Rows Rows => new(Sizes, _strides, _offset);

        public long dim() => Dimensions;

        public long numel() => Strided.Count(Sizes);

        public long element_size() => Elements.Size(dtype);

        public long size(int dim) => Sizes[WrapDim(dim, "size")];

        public long[] size() => shape;

        public long[] stride() => (long[])Strides.Clone();

        public long stride(int dim) => Strides[WrapDim(dim, "stride")];

        public long storage_offset() => Alive()._offset;

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public bool is_quantized() => torch.is_quantized(dtype);

        public bool is_contiguous() => Strided.IsContiguous(Sizes, _strides);

        public bool is_cpu() => true;

        public bool is_pinned() => false;

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void Dispose()
        {
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (!disposing || _storage is null) return;
            DisposeScopeManager.Unregister(this);
            _storage = null;
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <summary>True if shape and elements are equal; NaN equals nothing.</summary>
        public bool Equals(Tensor target) =>
            target is not null && Sizes.AsSpan().SequenceEqual(target.Sizes) && eq(target).all().item<bool>();

        // Tensors are mutable, so only identity is stable.
        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

        internal T[] StorageOf<T>() => (T[])Storage;

        /// <summary>A view: the same storage, seen through another shape.</summary>
        internal Tensor View(long[] shape, long[] strides, long offset) => new(Storage, shape, strides, offset, _dtype);

        /// <summary>Makes this tensor see what the other one sees, storage and all.</summary>
        internal void Become(Tensor other)
        {
            _storage = other.Storage;
            _shape = other._shape;
            _strides = other._strides;
            _offset = other._offset;
            _dtype = other._dtype;
        }

        internal int WrapDim(long dim, string op) => WrapDim(dim, Rank, op);

        /// <summary>A dimension counted from the front; a 0-d tensor takes -1 and 0, as in PyTorch.</summary>
        internal static int WrapDim(long dim, int rank, string op)
        {
            var range = Math.Max(rank, 1);
            if (dim >= -range && dim < range) return (int)(dim < 0 ? dim + range : dim);
            throw Errors.Torch($"{op}: Dimension out of range (expected to be in range of [{-range}, {range - 1}], but got {dim})");
        }

        private Tensor Alive() => _storage is null
            ? throw new InvalidOperationException("Tensor invalid -- empty handle. It was disposed, by a using, Dispose or a DisposeScope.")
            : this;
    }
}
