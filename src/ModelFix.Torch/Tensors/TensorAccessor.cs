using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>A tensor's elements, in row-major order, for reading and writing from C#.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly Tensor _tensor;

    internal TensorAccessor(Tensor tensor)
    {
        if (Elements.DType<T>() != tensor.dtype)
            throw new ArgumentException($"data<{typeof(T).Name}>() does not match the tensor's dtype {tensor.dtype}.");
        _tensor = tensor;
    }

    public long Count => _tensor.numel();

    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get => _tensor.StorageOf<T>()[At(indices)];
        set => _tensor.StorageOf<T>()[At(indices)] = value;
    }

    public T[] ToArray() => _tensor.CopyData<T>();

    /// <summary>The elements as an array of the tensor's rank; a 0-d tensor gives one element.</summary>
    public Array ToNDArray()
    {
        var flat = ToArray();
        var result = Array.CreateInstance(typeof(T), _tensor.Rank == 0 ? [1] : _tensor.shape);
        Buffer.BlockCopy(flat, 0, result, 0, Buffer.ByteLength(flat));
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0) =>
        ToArray().AsSpan((int)tensorIndex)[..(int)Math.Min(array.Length - arrayIndex, Count - tensorIndex)].CopyTo(array[arrayIndex..]);

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var data = ToArray();
        array[arrayIndex..][..(int)Math.Min(array.Length - arrayIndex, Count - tensorIndex)].CopyTo(data.AsSpan((int)tensorIndex));
        _tensor.WriteData(data);
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
    }

    // One index counts elements in row-major order, several name a position.
    private long At(long[] indices)
    {
        if (indices.Length == 1 && _tensor.Rank != 1) return _tensor.Positions()[indices[0]];
        var position = _tensor.Offset;
        for (var d = 0; d < indices.Length; d++)
        {
            if (indices[d] < 0 || indices[d] >= _tensor.Sizes[d]) throw new IndexOutOfRangeException();
            position += indices[d] * _tensor.Strides[d];
        }

        return position;
    }
}
