using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelFix.Torch.Tests.Modules;

/// <summary>What is refused, and that the message names the operator and the shapes in PyTorch's words.</summary>
public sealed class ErrorTests
{
    [Fact]
    public void Convolution_names_the_channels()
    {
        Refused("Given groups=1, weight of size [4, 3, 3, 3], expected input[1, 2, 5, 5] to have 3 channels, but got 2 channels instead",
            () => functional.conv2d(zeros(1, 2, 5, 5), zeros(4, 3, 3, 3)));
        Refused("Given transposed=1, weight of size [4, 3, 3, 3], expected input[1, 2, 5, 5] to have 4 channels, but got 2 channels instead",
            () => functional.conv_transpose2d(zeros(1, 2, 5, 5), zeros(4, 3, 3, 3)));
        Refused("Given groups=3, expected weight to be divisible by 3 at dimension 0, but got weight of size [4, 1, 3] instead",
            () => functional.conv1d(zeros(1, 3, 5), zeros(4, 1, 3), groups: 3));
        var wrong = Assert.Throws<ArgumentException>(() => Conv2d(3, 4, 3).call(zeros(1, 2, 5, 5)));
        Assert.Contains("[1, 2, 5, 5]", wrong.Message);
    }

    [Fact]
    public void Convolution_names_the_sizes()
    {
        Refused("Calculated padded input size per channel: (2 x 5). Kernel size: (3 x 3). Kernel size can't be greater than actual input size",
            () => functional.conv2d(zeros(1, 1, 2, 5), zeros(1, 1, 3, 3)));
        Refused("Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [2, 2]",
            () => functional.conv2d(zeros(2, 2), zeros(1, 1, 3, 3)));
        Refused("expected bias to be 1-dimensional with 1 elements, but got bias of size [2] instead",
            () => functional.conv2d(zeros(1, 1, 5, 5), zeros(1, 1, 3, 3), zeros(2)));
        Refused("output padding must be smaller than either stride or dilation",
            () => functional.conv_transpose1d(zeros(1, 1, 5), zeros(1, 1, 3), output_padding: 1));
        Refused("expected scalar type Float but found Double",
            () => functional.conv1d(zeros(1, 1, 5), zeros(new long[] { 1, 1, 3 }, ScalarType.Float64)));
        Refused("conv1d", () => functional.conv1d(zeros(new long[] { 1, 1, 5 }, ScalarType.Int64), zeros(1, 1, 3)));
        Refused("padding='same' is not supported for strided convolutions",
            () => functional.conv1d_padding(zeros(1, 1, 5), zeros(1, 1, 3), stride: 2, padding: Padding.Same));
        Assert.Throws<ArgumentException>(() => Conv1d(1, 1, 3, Padding.Same, stride: 2));
        Assert.Throws<ArgumentException>(() => ConvTranspose1d(1, 1, 3, padding_mode: PaddingModes.Reflect));
        Assert.Throws<ArgumentException>(() => Conv1d(3, 4, 3, groups: 2));
    }

    [Fact]
    public void A_transposed_convolution_reaches_the_output_size_or_refuses_it()
    {
        var layer = ConvTranspose2d(2, 3, 3, stride: 2, padding: 1);
        var x = randn(1, 2, 4, 5);
        Assert.Equal([1, 3, 8, 9], layer.forward(x, [8, 9]).shape);
        Assert.Equal([1, 3, 7, 10], layer.forward(x, [1, 3, 7, 10]).shape);
        Assert.Contains("from 7 to 8", Assert.Throws<ArgumentException>(() => layer.forward(x, [9, 9])).Message);
    }

    [Fact]
    public void Pools_name_their_arguments()
    {
        Refused("pad should be at most half of kernel size, but got pad=2 and kernel_size=3",
            () => functional.max_pool2d(zeros(1, 1, 5, 5), 3, padding: 2));
        Refused("Calculated output size: (0x2). Output size is too small", () => functional.max_pool2d(zeros(1, 1, 2, 5), 3, 2));
        Refused("avg_pool3d", () => functional.avg_pool3d(zeros(1, 5, 5), [2]));
        Refused("non-zero size for non-batch dimensions", () => functional.adaptive_avg_pool2d(zeros(1, 0, 5, 5), 1));
    }

    [Fact]
    public void AdaptiveMaxPool3d_throws_as_in_TorchSharp()
    {
        var x = zeros(new long[] { 1, 1, 2, 2, 2 });
        Assert.Contains("amax", Assert.Throws<NullReferenceException>(() => AdaptiveMaxPool3d([1, 1, 1]).call(x)).Message);
        Refused("Expected 2 to 3 dimensions", () => functional.adaptive_max_pool3d(x, [1, 1, 1]));
    }

    [Fact]
    public void Interpolation_wants_one_factor_per_dimension_and_a_fitting_mode()
    {
        var x = zeros(1, 1, 4, 4);
        Refused("one entry per spatial dimension", () => functional.interpolate(x, scale_factor: [2]));
        Refused("only one of size or scale_factor", () => functional.interpolate(x, [8, 8], [2, 2]));
        Refused("only one of size or scale_factor", () => functional.interpolate(x));
        Refused("align_corners option can only be set", () => functional.interpolate(x, [8, 8], align_corners: false));
        Refused("got Linear", () => functional.interpolate(x, [8, 8], mode: InterpolationMode.Linear));
        Refused("spatial dimensions", () => functional.interpolate(x, [8]));
    }

    [Fact]
    public void Pads_and_norms_name_the_shapes()
    {
        Refused("Padding size should be less than the corresponding input dimension",
            () => functional.pad(zeros(1, 1, 3, 3), (3, 0, 0, 0), PaddingModes.Reflect));
        Refused("Padding length must be divisible by 2", () => functional.pad(zeros(2), new long[] { 1 }));
        Refused("running_mean should contain 3 elements not 2", () => functional.batch_norm(zeros(1, 3), zeros(2), zeros(3)));
        Refused("num_groups=2", () => functional.group_norm(zeros(1, 3), 2));
        Refused("expected input with shape [*, 4]", () => functional.layer_norm(zeros(2, 3), [4]));
        Assert.Contains("2D or 3D", Assert.Throws<ArgumentException>(() => BatchNorm1d(3).call(zeros(1, 3, 2, 2))).Message);
        Assert.Throws<ArgumentException>(() => BatchNorm2d(3).call(zeros(1, 3)));
        Refused("mat1 and mat2 shapes cannot be multiplied", () => Linear(3, 2).call(zeros(1, 4)));
    }

    private static void Refused(string message, Func<Tensor> operation)
        => Assert.Contains(message, Assert.Throws<ExternalException>(operation).Message);
}
