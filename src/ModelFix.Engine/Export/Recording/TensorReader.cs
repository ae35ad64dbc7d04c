using System.Runtime.InteropServices;

namespace ModelFix.Engine.Export.Recording;

/// <summary>Asks libtorch about tensors, past the recorder.</summary>
/// <param name="library">TorchSharp's native library, loaded.</param>
internal sealed unsafe class TensorReader(IntPtr library)
{
    /// <summary>Bytes of an element by TorchSharp's number of the dtype: from Byte to BFloat16.</summary>
    private static readonly int[] Widths = [1, 1, 2, 4, 8, 2, 4, 8, 4, 8, 16, 1, 0, 0, 0, 2];

    private readonly delegate* unmanaged<IntPtr, long> _rank = (delegate* unmanaged<IntPtr, long>)Function(library, "ndimension");
    private readonly delegate* unmanaged<IntPtr, long, long> _size = (delegate* unmanaged<IntPtr, long, long>)Function(library, "size");
    private readonly delegate* unmanaged<IntPtr, sbyte> _type = (delegate* unmanaged<IntPtr, sbyte>)Function(library, "type");
    private readonly delegate* unmanaged<IntPtr, IntPtr> _data = (delegate* unmanaged<IntPtr, IntPtr>)Function(library, "data");
    private readonly delegate* unmanaged<IntPtr, IntPtr> _contiguous = (delegate* unmanaged<IntPtr, IntPtr>)Function(library, "contiguous");
    private readonly delegate* unmanaged<IntPtr, void> _dispose = (delegate* unmanaged<IntPtr, void>)Function(library, "dispose");

    /// <summary>The dtype, the shape and the memory of a tensor.</summary>
    public RecordedTensor Describe(IntPtr tensor)
    {
        var shape = new long[_rank(tensor)];
        for (var i = 0; i < shape.Length; i++) shape[i] = _size(tensor, i);
        return new RecordedTensor(_type(tensor), shape, shape.Contains(0) ? 0 : _data(tensor));
    }

    /// <summary>Writes a tensor's elements, in the order of its dims.</summary>
    /// <returns>How many bytes they are.</returns>
    /// <exception cref="NotSupportedException">It has a dtype without a plain width.</exception>
    public long Write(IntPtr tensor, RecordedTensor described, Stream into)
    {
        var width = described.Type >= 0 && described.Type < Widths.Length ? Widths[described.Type] : 0;
        if (width == 0) throw new NotSupportedException($"a tensor has a dtype that cannot be exported (number {described.Type})");
        var length = described.Shape.Aggregate(1L, (n, d) => n * d) * width;
        if (length == 0) return 0;
        var copy = _contiguous(tensor);
        try
        {
            var address = (byte*)_data(copy);
            for (long at = 0; at < length; at += int.MaxValue)
                into.Write(new ReadOnlySpan<byte>(address + at, (int)Math.Min(int.MaxValue, length - at)));
        }
        finally
        {
            _dispose(copy);
        }

        return length;
    }

    private static IntPtr Function(IntPtr library, string name) => NativeLibrary.GetExport(library, "THSTensor_" + name);
}
