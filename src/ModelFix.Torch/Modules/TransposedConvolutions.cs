namespace TorchSharp.Modules;

/// <summary>The base of transposed convolutions.</summary>
public abstract class ConvolutionTranspose : Convolution
{
    protected ConvolutionTranspose(
        string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type,
        long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode,
        torch.Device? device = null, torch.ScalarType? dtype = null)
        : base(
            name, in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, transposed, output_padding, groups, bias,
            padding_mode, device, dtype)
    {
    }

    public override torch.Tensor forward(torch.Tensor input) => forward(input, null);

    /// <param name="input">The tensor.</param>
    /// <param name="output_size">The size wanted, with or without the leading dimensions; it decides the output padding.</param>
    public abstract torch.Tensor forward(torch.Tensor input, long[]? output_size);

    /// <summary>The padding at the end that gives the wanted size. Without one only the first element of output_padding counts.</summary>
    /// <exception cref="ArgumentException">No output padding below the stride gives that size.</exception>
    protected long[] _output_padding(
        torch.Tensor input, long[]? output_size, long[] kernel_size, long[] stride, long[] padding, long[] dilation, long num_spatial_dims)
    {
        if (output_size is null) return [output_padding[0]];
        var dims = (int)num_spatial_dims;
        var leading = input.dim() == dims + 2 ? 2 : 1;
        if (output_size.Length != dims && output_size.Length != leading + dims)
        {
            throw new ArgumentException($"ConvTranspose{dims}D: for {input.dim()}D input, output_size must have {dims} or {leading + dims} "
                + $"elements (got {output_size.Length})", nameof(output_size));
        }
        var wanted = output_size[^dims..];
        var extra = new long[dims];
        for (var d = 0; d < dims; d++)
        {
            var smallest = (input.shape[leading + d] - 1) * stride[d] - 2 * padding[d] + dilation[d] * (kernel_size[d] - 1) + 1;
            extra[d] = wanted[d] - smallest;
            if (extra[d] >= 0 && extra[d] < stride[d]) continue;
            throw new ArgumentException($"Requested an output size of [{string.Join(", ", wanted)}], "
                + $"but valid sizes range from {smallest} to {smallest + stride[d] - 1} in dimension {d}", nameof(output_size));
        }
        return extra;
    }
}

/// <summary>Transposed convolution of [N, C, L] or [C, L].</summary>
public sealed class ConvTranspose1d : ConvolutionTranspose
{
    internal ConvTranspose1d(ConvolutionGeometry geometry, torch.Device? device, torch.ScalarType? dtype)
        : base(
            nameof(ConvTranspose1d), geometry.InChannels, geometry.OutChannels, geometry.Kernel, geometry.Stride, geometry.Padding,
            geometry.PaddingType, geometry.Dilation, true, geometry.OutputPadding, geometry.Groups, geometry.Bias, geometry.PaddingMode,
            device, dtype)
    {
    }

    public override torch.Tensor forward(torch.Tensor input, long[]? output_size)
    {
        RequireShape(input, 1);
        var extra = _output_padding(input, output_size, kernel_size, stride, padding!, dilation, 1);
        return torch.nn.functional.conv_transpose1d(input, weight, bias, stride[0], padding![0], extra[0], dilation[0], groups);
    }
}

/// <summary>Transposed convolution of [N, C, H, W] or [C, H, W].</summary>
public sealed class ConvTranspose2d : ConvolutionTranspose
{
    internal ConvTranspose2d(ConvolutionGeometry geometry, torch.Device? device, torch.ScalarType? dtype)
        : base(
            nameof(ConvTranspose2d), geometry.InChannels, geometry.OutChannels, geometry.Kernel, geometry.Stride, geometry.Padding,
            geometry.PaddingType, geometry.Dilation, true, geometry.OutputPadding, geometry.Groups, geometry.Bias, geometry.PaddingMode,
            device, dtype)
    {
    }

    public override torch.Tensor forward(torch.Tensor input, long[]? output_size)
    {
        RequireShape(input, 2);
        var extra = _output_padding(input, output_size, kernel_size, stride, padding!, dilation, 2);
        return torch.nn.functional.conv_transpose2d(input, weight, bias, stride, padding, extra, dilation, groups);
    }
}

/// <summary>Transposed convolution of [N, C, D, H, W] or [C, D, H, W].</summary>
public sealed class ConvTranspose3d : ConvolutionTranspose
{
    internal ConvTranspose3d(ConvolutionGeometry geometry, torch.Device? device, torch.ScalarType? dtype)
        : base(
            nameof(ConvTranspose3d), geometry.InChannels, geometry.OutChannels, geometry.Kernel, geometry.Stride, geometry.Padding,
            geometry.PaddingType, geometry.Dilation, true, geometry.OutputPadding, geometry.Groups, geometry.Bias, geometry.PaddingMode,
            device, dtype)
    {
    }

    public override torch.Tensor forward(torch.Tensor input, long[]? output_size)
    {
        RequireShape(input, 3);
        var extra = _output_padding(input, output_size, kernel_size, stride, padding!, dilation, 3);
        return torch.nn.functional.conv_transpose3d(input, weight, bias, stride, padding, extra, dilation, groups);
    }
}
