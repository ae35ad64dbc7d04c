namespace TorchSharp.Modules;

/// <summary>Convolution of [N, C, L] or [C, L].</summary>
public sealed class Conv1d : Convolution
{
    internal Conv1d(ConvolutionGeometry geometry, torch.Device? device, torch.ScalarType? dtype)
        : base(
            nameof(Conv1d), geometry.InChannels, geometry.OutChannels, geometry.Kernel, geometry.Stride, geometry.Padding, geometry.PaddingType,
            geometry.Dilation, false, geometry.OutputPadding, geometry.Groups, geometry.Bias, geometry.PaddingMode, device, dtype)
    {
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        RequireShape(input, 1);
        if (padding_mode is not PaddingModes.Zeros)
            return torch.nn.functional.conv1d(Bordered(input), weight, bias, stride[0], 0, dilation[0], groups);
        if (padding_type is not null)
            return torch.nn.functional.conv1d_padding(input, weight, bias, stride[0], padding_type.Value, dilation[0], groups);
        return torch.nn.functional.conv1d(input, weight, bias, stride[0], padding![0], dilation[0], groups);
    }
}

/// <summary>Convolution of [N, C, H, W] or [C, H, W].</summary>
public sealed class Conv2d : Convolution
{
    internal Conv2d(ConvolutionGeometry geometry, torch.Device? device, torch.ScalarType? dtype)
        : base(
            nameof(Conv2d), geometry.InChannels, geometry.OutChannels, geometry.Kernel, geometry.Stride, geometry.Padding, geometry.PaddingType,
            geometry.Dilation, false, geometry.OutputPadding, geometry.Groups, geometry.Bias, geometry.PaddingMode, device, dtype)
    {
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        RequireShape(input, 2);
        if (padding_mode is not PaddingModes.Zeros)
            return torch.nn.functional.conv2d(Bordered(input), weight, bias, stride, new long[2], dilation, groups);
        if (padding_type is not null)
            return torch.nn.functional.conv2d_padding(input, weight, bias, stride, padding_type.Value, dilation, groups);
        return torch.nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
    }
}

/// <summary>Convolution of [N, C, D, H, W] or [C, D, H, W].</summary>
public sealed class Conv3d : Convolution
{
    internal Conv3d(ConvolutionGeometry geometry, torch.Device? device, torch.ScalarType? dtype)
        : base(
            nameof(Conv3d), geometry.InChannels, geometry.OutChannels, geometry.Kernel, geometry.Stride, geometry.Padding, geometry.PaddingType,
            geometry.Dilation, false, geometry.OutputPadding, geometry.Groups, geometry.Bias, geometry.PaddingMode, device, dtype)
    {
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        RequireShape(input, 3);
        if (padding_mode is not PaddingModes.Zeros)
            return torch.nn.functional.conv3d(Bordered(input), weight, bias, stride, new long[3], dilation, groups);
        if (padding_type is not null)
            return torch.nn.functional.conv3d_padding(input, weight, bias, stride, padding_type.Value, dilation, groups);
        return torch.nn.functional.conv3d(input, weight, bias, stride, padding, dilation, groups);
    }
}

/// <summary>What a convolution's factory was given, one value per dimension.</summary>
internal sealed record ConvolutionGeometry(long InChannels, long OutChannels, long[] Kernel)
{
    public long[] Stride { get; init; } = Repeat(1, Kernel.Length);
    public long[]? Padding { get; init; }
    public Padding? PaddingType { get; init; }
    public long[] OutputPadding { get; init; } = new long[Kernel.Length];
    public long[] Dilation { get; init; } = Repeat(1, Kernel.Length);
    public PaddingModes PaddingMode { get; init; }
    public long Groups { get; init; } = 1;
    public bool Bias { get; init; } = true;

    public static long[] Repeat(long value, int dims) => [.. Enumerable.Repeat(value, dims)];
}
