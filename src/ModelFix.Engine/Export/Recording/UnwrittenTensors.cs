using System.Collections.Immutable;

namespace ModelFix.Engine.Export.Recording;

/// <summary>The tensors whose elements are still what the memory held before them.</summary>
internal sealed class UnwrittenTensors
{
    private static readonly ImmutableHashSet<string> Makers = ["THSTensor_empty", "THSTensor_empty_like", "THSTensor_empty_strided"];

    private readonly HashSet<IntPtr> _tensors = [];

    public bool Contains(IntPtr tensor)
    {
        lock (_tensors) return _tensors.Contains(tensor);
    }

    /// <summary>Whatever is done with a tensor may write to it.</summary>
    public void Used(IEnumerable<object?> arguments)
    {
        lock (_tensors)
        {
            if (_tensors.Count > 0) _tensors.ExceptWith(arguments.OfType<IntPtr>());
        }
    }

    /// <summary>At this address is something new.</summary>
    public void Made(string function, IntPtr tensor)
    {
        lock (_tensors)
        {
            if (Makers.Contains(function)) _tensors.Add(tensor);
            else _tensors.Remove(tensor);
        }
    }
}
