namespace TorchSharp.Kernels;

/// <summary>Windows over a plane, per height and width.</summary>
internal readonly record struct FoldingWindow((long H, long W) Kernel, (long H, long W) Dilation, (long H, long W) Padding, (long H, long W) Stride)
{
    /// <summary>How many windows fit below and beside each other.</summary>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">None fits, or an argument is out of range.</exception>
    public (long H, long W) Blocks(string op, long height, long width)
    {
        if (Math.Min(Kernel.H, Kernel.W) <= 0) throw Errors.Torch($"{op}: kernel size should be greater than zero, but got {Kernel}");
        if (Math.Min(Dilation.H, Dilation.W) <= 0) throw Errors.Torch($"{op}: dilation should be greater than zero, but got {Dilation}");
        if (Math.Min(Padding.H, Padding.W) < 0) throw Errors.Torch($"{op}: padding should be non-negative, but got {Padding}");
        if (Math.Min(Stride.H, Stride.W) <= 0) throw Errors.Torch($"{op}: stride should be greater than zero, but got {Stride}");
        var blocks = (H: Count(height, Kernel.H, Dilation.H, Padding.H, Stride.H), W: Count(width, Kernel.W, Dilation.W, Padding.W, Stride.W));
        if (blocks.H >= 1 && blocks.W >= 1) return blocks;
        throw Errors.Torch($"{op}: Given input with spatial size ({height}, {width}), kernel_size={Kernel}, dilation={Dilation}, padding={Padding}, "
            + $"calculated shape of the array of sliding blocks as {blocks}, but its components must be at least one.");
    }

    private static long Count(long size, long kernel, long dilation, long padding, long stride)
        => (long)Math.Floor((size + 2 * padding - dilation * (kernel - 1) - 1) / (double)stride) + 1;
}

/// <summary>im2col and col2im.</summary>
internal static class Folding
{
    public static torch.Tensor Unfold(torch.Tensor input, FoldingWindow window)
    {
        Dense.RequireFloat("im2col", input);
        if (input.dim() is not (3 or 4) || input.shape[1..].Contains(0))
        {
            throw Errors.Torch("im2col: Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, "
                + $"but got: {Errors.Shape(input.shape)}");
        }
        var batch = input.dim() == 4 ? input : input.unsqueeze(0);
        var (blocksH, blocksW) = window.Blocks("im2col", batch.shape[2], batch.shape[3]);
        var padded = torch.nn.functional.pad(batch, [window.Padding.W, window.Padding.W, window.Padding.H, window.Padding.H]).contiguous();
        var (n, channels, steps) = (batch.shape[0], batch.shape[1], padded.stride());
        if (n == 0) return torch.zeros([0, channels * window.Kernel.H * window.Kernel.W, blocksH * blocksW], input.dtype);
        var columns = padded.as_strided(
            [n, channels, window.Kernel.H, window.Kernel.W, blocksH, blocksW],
            [steps[0], steps[1], window.Dilation.H * steps[2], window.Dilation.W * steps[3], window.Stride.H * steps[2], window.Stride.W * steps[3]])
            .reshape(n, channels * window.Kernel.H * window.Kernel.W, blocksH * blocksW);
        return input.dim() == 4 ? columns : columns.squeeze(0);
    }

    public static torch.Tensor Fold(torch.Tensor input, (long H, long W) size, FoldingWindow window)
    {
        Dense.RequireFloat("col2im", input);
        if (input.dim() is not (2 or 3) || input.shape[1..].Contains(0))
        {
            throw Errors.Torch("col2im: Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, "
                + $"but got: {Errors.Shape(input.shape)}");
        }
        var batch = input.dim() == 3 ? input : input.unsqueeze(0);
        var (blocksH, blocksW) = window.Blocks("col2im", size.H, size.W);
        var area = window.Kernel.H * window.Kernel.W;
        if (batch.shape[1] % area != 0)
            throw Errors.Torch("col2im: Expected size of input's dimension 1 to be divisible by the product of kernel_size, but " +
                $"got {Errors.Shape(input.shape)} and kernel_size={window.Kernel}.");
        if (batch.shape[2] != blocksH * blocksW)
        {
            throw Errors.Torch($"col2im: Given output_size={size}, kernel_size={window.Kernel}, dilation={window.Dilation}, padding={window.Padding}, "
                + $"stride={window.Stride}, expected size of input's dimension 2 to match the calculated number of sliding blocks "
                + $"{blocksH} * {blocksW} = {blocksH * blocksW}, but got input.size(2)={batch.shape[2]}.");
        }
        var (n, channels) = (batch.shape[0], batch.shape[1] / area);
        var columns = batch.reshape(n, channels, window.Kernel.H, window.Kernel.W, blocksH, blocksW);
        var padded = torch.zeros([n, channels, size.H + 2 * window.Padding.H, size.W + 2 * window.Padding.W], input.dtype);
        for (var h = 0L; h < window.Kernel.H; h++)
        {
            for (var w = 0L; w < window.Kernel.W; w++)
                Covered(padded, window, (h, w), (blocksH, blocksW)).add_(columns.select(2, h).select(2, w));
        }
        var result = padded.narrow(2, window.Padding.H, size.H).narrow(3, window.Padding.W, size.W);
        return input.dim() == 3 ? result.clone() : result.squeeze(0).clone();
    }

    // The elements that one tap of the kernel touches, over all windows.
    private static torch.Tensor Covered(torch.Tensor padded, FoldingWindow window, (long H, long W) tap, (long H, long W) blocks)
    {
        var (top, left) = (tap.H * window.Dilation.H, tap.W * window.Dilation.W);
        return padded
            .slice(2, top, top + (blocks.H - 1) * window.Stride.H + 1, window.Stride.H)
            .slice(3, left, left + (blocks.W - 1) * window.Stride.W + 1, window.Stride.W);
    }
}
