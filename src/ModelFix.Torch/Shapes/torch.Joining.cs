namespace TorchSharp;

public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Joining.Cat(tensors.ToArray(), dim);

    public static Tensor cat(Tensor[] tensors, long dim = 0) => Joining.Cat(tensors, dim);

    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => Joining.Cat(tensors, dim);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concatenate(IList<Tensor> tensors, long axis = 0) => cat(tensors, axis);

    public static Tensor concatenate(Tensor[] tensors, long axis = 0) => cat(tensors, axis);

    public static Tensor concatenate(ReadOnlySpan<Tensor> tensors, long axis = 0) => cat(tensors, axis);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Joining.Stack(tensors.ToArray(), dim);

    public static Tensor hstack(IList<Tensor> tensors) => hstack((IEnumerable<Tensor>)tensors);

    public static Tensor hstack(params Tensor[] tensors) => hstack((IEnumerable<Tensor>)tensors);

    public static Tensor hstack(ReadOnlySpan<Tensor> tensors) => hstack((IEnumerable<Tensor>)tensors.ToArray());

    public static Tensor hstack(IEnumerable<Tensor> tensors)
    {
        var parts = tensors.Select(static tensor => tensor.atleast_1d()).ToArray();
        return cat(parts, parts is [{ Rank: 1 }, ..] ? 0 : 1);
    }

    public static Tensor vstack(IList<Tensor> tensors) => vstack(tensors.ToArray());

    public static Tensor vstack(Tensor[] tensors) => cat(Array.ConvertAll(tensors, static tensor => tensor.atleast_2d()), 0);

    public static Tensor vstack(ReadOnlySpan<Tensor> tensors) => vstack(tensors.ToArray());

    public static Tensor dstack(params Tensor[] tensors) => cat(Array.ConvertAll(tensors, static tensor => tensor.atleast_3d()), 2);

    public static Tensor dstack(IList<Tensor> tensors) => dstack(tensors.ToArray());

    public static Tensor dstack(ReadOnlySpan<Tensor> tensors) => dstack(tensors.ToArray());

    public static Tensor dstack(IEnumerable<Tensor> tensors) => dstack(tensors.ToArray());

    /// <summary>One coordinate tensor per input: "ij" varies the first along dimension 0, "xy" along dimension 1.</summary>
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij")
    {
        var axes = tensors.Select(static tensor => tensor.atleast_1d()).ToArray();
        if (indexing is not ("ij" or "xy"))
            throw Errors.Torch($"torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: {indexing}");
        var swap = indexing == "xy" && axes.Length >= 2;
        if (swap) (axes[0], axes[1]) = (axes[1], axes[0]);
        var shape = Array.ConvertAll(axes, static axis => axis.numel());
        long[] Along(int d) => [.. Enumerable.Range(0, axes.Length).Select(other => other == d ? shape[d] : 1)];
        var grids = axes.Select((axis, d) => axis.view(Along(d)).expand(shape)).ToArray();
        if (swap) (grids[0], grids[1]) = (grids[1], grids[0]);
        return grids;
    }

    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors)
    {
        var shape = tensors.Aggregate(Array.Empty<long>(), static (common, tensor) => Elementwise.BroadcastShape(common, tensor.Sizes));
        return Array.ConvertAll(tensors, tensor => tensor.expand(shape));
    }

    public static Size broadcast_shapes(params long[][] shapes) =>
        new(shapes.Aggregate(Array.Empty<long>(), static (common, shape) => Elementwise.BroadcastShape(common, shape)));
}
