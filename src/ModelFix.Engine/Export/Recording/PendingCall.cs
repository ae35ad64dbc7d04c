using System.Runtime.InteropServices;

namespace ModelFix.Engine.Export.Recording;

/// <summary>A call of a native function that has begun.</summary>
internal sealed class PendingCall(NativeSignature signature, RecordedCall? recorded)
{
    private readonly List<(IntPtr Address, long Length)> _arrays = [];

    public NativeSignature Signature { get; } = signature;

    /// <summary>What is written down of it; null where only its results are of interest.</summary>
    public RecordedCall? Recorded { get; } = recorded;

    /// <summary>The arguments of a module's constructor.</summary>
    public object?[] Arguments { get; init; } = [];

    /// <summary>True for a function that asks for memory to put tensors in.</summary>
    public bool FillsArrays { get; private set; }

    /// <summary>The pointers in the arrays that the native library has filled.</summary>
    public IEnumerable<IntPtr> Pointers => _arrays.SelectMany(a =>
    {
        var pointers = new IntPtr[a.Length];
        if (pointers.Length > 0) Marshal.Copy(a.Address, pointers, 0, pointers.Length);
        return pointers;
    });

    /// <summary>A delegate of the same type that also remembers what it has allocated.</summary>
    public Delegate? Watched(Delegate? allocator)
    {
        if (allocator?.GetType().GetMethod("Invoke") is not { } invoke
            || invoke.ReturnType != typeof(IntPtr)
            || invoke.GetParameters() is not [{ ParameterType: var size }])
            return allocator;
        FillsArrays = true;
        var watch = new Watch(_arrays, allocator);
        return size == typeof(UIntPtr) ? Delegate.CreateDelegate(allocator.GetType(), watch, nameof(Watch.Unsigned))
            : size == typeof(IntPtr) ? Delegate.CreateDelegate(allocator.GetType(), watch, nameof(Watch.Native))
            : size == typeof(int) ? Delegate.CreateDelegate(allocator.GetType(), watch, nameof(Watch.Short))
            : allocator;
    }

    private sealed class Watch(List<(IntPtr Address, long Length)> arrays, Delegate allocator)
    {
        public IntPtr Unsigned(UIntPtr length) => Kept(length, (long)length);

        public IntPtr Native(IntPtr length) => Kept(length, length);

        public IntPtr Short(int length) => Kept(length, length);

        private IntPtr Kept(object argument, long length)
        {
            var address = (IntPtr)allocator.DynamicInvoke(argument)!;
            arrays.Add((address, length));
            return address;
        }
    }
}
