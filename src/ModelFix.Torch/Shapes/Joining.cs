using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Concatenation of tensors.</summary>
internal static class Joining
{
    /// <summary>
    /// One after the other along a dimension, in their promoted dtype. A one-dimensional empty tensor is skipped, as in PyTorch.
    /// </summary>
    public static Tensor Cat(ReadOnlySpan<Tensor> tensors, long dim)
    {
        if (tensors.Length == 0) throw Errors.Torch("torch.cat(): expected a non-empty list of Tensors");
        if (tensors.Length == 1) return tensors[0].alias();
        var parts = tensors.ToArray().Where(static tensor => tensor.Rank != 1 || tensor.numel() > 0).ToArray();
        var dtype = Promotion.Result([.. tensors.ToArray().Select(static tensor => (Operand)tensor)]);
        if (parts.Length == 0) return tensors[0].to_type(dtype, copy: true);
        var d = Check(parts, dim);
        var shape = parts[0].shape;
        shape[d] = parts.Sum(part => part.Sizes[d]);
        var result = zeros(shape, dtype);
        long at = 0;
        foreach (var part in parts)
        {
            result.narrow(d, at, part.Sizes[d]).copy_(part);
            at += part.Sizes[d];
        }

        return result;
    }

    public static Tensor Stack(Tensor[] tensors, long dim)
    {
        if (tensors.Length == 0) throw Errors.Torch("stack expects a non-empty TensorList");
        foreach (var tensor in tensors)
            if (!tensor.Sizes.AsSpan().SequenceEqual(tensors[0].Sizes))
                throw Errors.Torch($"stack expects each tensor to be equal size, but got {Errors.Shape(tensors[0].Sizes)} at entry " +
                    $"0 and {Errors.Shape(tensor.Sizes)} at entry {Array.IndexOf(tensors, tensor)}");
        var d = Tensor.WrapDim(dim, tensors[0].Rank + 1, "stack");
        return tensors.Length == 1 ? tensors[0].unsqueeze(d).clone() : Cat(Array.ConvertAll(tensors, tensor => tensor.unsqueeze(d)), d);
    }

    private static int Check(Tensor[] parts, long dim)
    {
        var first = parts[0];
        if (first.Rank == 0) throw Errors.Torch("zero-dimensional tensor (at position 0) cannot be concatenated");
        var d = first.WrapDim(dim, "cat");
        for (var i = 1; i < parts.Length; i++)
        {
            if (parts[i].Rank != first.Rank)
                throw Errors.Torch($"Tensors must have same number of dimensions: got {first.Rank} and {parts[i].Rank}");
            for (var other = 0; other < first.Rank; other++)
                if (other != d && parts[i].Sizes[other] != first.Sizes[other])
                    throw Errors.Torch($"Sizes of tensors must match except in dimension {d}. Expected size {first.Sizes[other]} " +
                        $"but got size {parts[i].Sizes[other]} for tensor number {i} in the list.");
        }

        return d;
    }
}
