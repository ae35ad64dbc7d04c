namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>A contiguous tensor over the array itself, which must have as many elements as the shape.</summary>
        internal static Tensor FromData<T>(T[] data, long[] shape) where T : unmanaged
        {
            if (Strided.Count(shape) != data.LongLength)
                throw new ArgumentException($"{data.LongLength} elements cannot fill a tensor of shape " +
                    $"{Errors.Shape(shape)}.", nameof(data));
            return new Tensor(data, shape, Strided.ContiguousStrides(shape), 0, Elements.DType<T>());
        }

        /// <summary>The elements in row-major order, converted to T: always a fresh array.</summary>
        internal T[] CopyData<T>() where T : unmanaged
        {
            var data = GC.AllocateUninitializedArray<T>(checked((int)numel()));
            if (data.Length == 0) return data;
            if (Elements.DType<T>() == dtype && is_contiguous())
            {
                Array.Copy(Storage, _offset, data, 0, data.Length);
                return data;
            }

            Elements.Run<Reading<T>, bool>(dtype, "copy", new(this, data));
            return data;
        }

        /// <summary>The elements in row-major order, converted to T, without a copy where storage already has them so. Read only.</summary>
        internal ReadOnlySpan<T> ReadData<T>() where T : unmanaged =>
            Elements.DType<T>() == dtype && is_contiguous() && numel() > 0
                ? StorageOf<T>().AsSpan((int)_offset, (int)numel())
                : CopyData<T>();

        /// <summary>
        /// Writes elements given in row-major order, converting them to this tensor's dtype. The array must not be this tensor's storage.
        /// </summary>
        internal void WriteData<T>(T[] data) where T : unmanaged
        {
            if (data.Length == 0) return;
            Elements.Run<Writing<T>, bool>(dtype, "copy_", new(this, data));
        }

        /// <summary>Storage positions of the elements, in row-major order.</summary>
        internal long[] Positions() => Strided.Positions(Rows, numel());

        /// <summary>A new contiguous tensor of the elements found at storage positions.</summary>
        internal Tensor Gather(long[] positions, long[] shape) => Elements.Run<Picking, Tensor>(dtype, "index", new(this, positions, shape));

        private readonly record struct Reading<TTo>(Tensor Source, TTo[] Destination) : IElementComputation<bool> where TTo : unmanaged
        {
            public bool Run<T>() where T : unmanaged
            {
                Strided.Read(Source.StorageOf<T>(), Source.Rows, Destination);
                return true;
            }
        }

        private readonly record struct Writing<TFrom>(Tensor Destination, TFrom[] Source) : IElementComputation<bool> where TFrom : unmanaged
        {
            public bool Run<T>() where T : unmanaged
            {
                Strided.Write(Source, Destination.StorageOf<T>(), Destination.Rows);
                return true;
            }
        }

        private readonly record struct Picking(Tensor Source, long[] Positions, long[] Shape) : IElementComputation<Tensor>
        {
            public Tensor Run<T>() where T : unmanaged
            {
                var storage = Source.StorageOf<T>();
                var result = new T[Positions.Length];
                for (var i = 0; i < result.Length; i++) result[i] = storage[Positions[i]];
                return FromData(result, Shape);
            }
        }
    }
}
