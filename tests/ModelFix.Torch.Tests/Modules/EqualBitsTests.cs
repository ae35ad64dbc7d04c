using TorchSharp;
using static TorchSharp.torch.nn;

namespace ModelFix.Torch.Tests.Modules;

/// <summary>The same mathematics written differently gives the same bits, as the rewrites of models rely on.</summary>
public sealed class EqualBitsTests
{
    public EqualBitsTests() => torch.manual_seed(5);

    public static TheoryData<long, long, long, long, long> TransposedConvolutions()
    {
        var cases = new TheoryData<long, long, long, long, long>();
        for (var kernel = 1L; kernel <= 4; kernel++)
        {
            foreach (var (stride, padding, extra) in new[] { (2L, 1L, 1L), (3L, 1L, 1L), (3L, 2L, 2L), (3L, 2L, 1L) })
            {
                foreach (var groups in new[] { 1L, 2L })
                {
                    var smallest = stride * 2 - 2 * padding + kernel + extra;
                    if (smallest > 0) cases.Add(kernel, stride, padding, extra, groups);
                }
            }
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(TransposedConvolutions))]
    public void Output_padding_is_less_padding_and_a_crop(long kernel, long stride, long padding, long extra, long groups)
    {
        for (var dims = 1; dims <= 3; dims++)
        {
            var x = torch.randn([2, 4, .. Repeat(3, dims)]);
            var w = torch.randn([4, 2, .. Repeat(kernel, dims)]);
            var b = torch.randn(2 * groups);
            var expected = Transposed(dims, x, w, b, stride, padding, extra, groups);
            var cropped = Transposed(dims, x, w, b, stride, padding - extra, 0, groups);
            for (var d = 1; d <= dims; d++) cropped = cropped.slice(-d, extra, long.MaxValue, 1);
            Expect.SameBits(expected, cropped);
        }
    }

    [Fact]
    public void The_bias_may_be_added_after_the_convolution()
    {
        var (x, w, b) = (torch.randn(2, 3, 7, 6), torch.randn(5, 3, 3, 3), torch.randn(5));
        Expect.SameBits(functional.conv2d(x, w, b), functional.conv2d(x, w) + b.view(1, -1, 1, 1));
        var t = torch.randn(3, 5, 3, 3);
        Expect.SameBits(functional.conv_transpose2d(x, t, b), functional.conv_transpose2d(x, t) + b.view(1, -1, 1, 1));
        var (rows, m) = (torch.randn(4, 6), torch.randn(5, 6));
        Expect.SameBits(functional.linear(rows, m, b), rows.matmul(m.t()) + b);
    }

    [Fact]
    public void Padding_may_be_done_before_the_convolution()
    {
        var (x, w) = (torch.randn(2, 3, 6, 5), torch.randn(4, 3, 3, 2));
        Expect.SameBits(
            functional.conv2d(x, w, strides: [2, 1], padding: [1, 2]),
            functional.conv2d(functional.pad(x, (2, 2, 1, 1)), w, strides: [2, 1]));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(14, 9)]
    [InlineData(56, 33)]
    public void A_global_average_is_a_mean(long height, long width)
    {
        foreach (var dtype in new[] { torch.ScalarType.Float32, torch.ScalarType.Float64 })
        {
            var x = torch.randn(2, 3, height, width).to(dtype);
            var mean = x.mean([2, 3], true);
            Expect.SameBits(mean, functional.adaptive_avg_pool2d(x, 1));
            Expect.SameBits(mean, functional.avg_pool2d(x, (height, width)));
        }
    }

    [Fact]
    public void Adaptive_bins_of_equal_size_are_a_pool()
    {
        var x = torch.randn(2, 3, 8, 6);
        Expect.SameBits(functional.adaptive_avg_pool2d(x, (4, 2)), functional.avg_pool2d(x, (2, 3), count_include_pad: false));
        Expect.SameBits(functional.adaptive_max_pool2d(x, [4, 2]), functional.max_pool2d(x, (2, 3)));
        Expect.SameBits(functional.adaptive_max_pool2d(x, [1, 1]), x.amax([2, 3], true));
    }

    [Fact]
    public void A_flat_volume_pools_like_an_image()
    {
        var x = torch.randn(3, 5, 8, 6);
        Expect.SameBits(
            MaxPool3d((1, 3, 3), (1, 2, 2), (0, 1, 1)).call(x),
            MaxPool2d((3, 3), (2, 2), (1, 1)).call(x));
    }

    [Theory]
    [InlineData(torch.InterpolationMode.Nearest)]
    [InlineData(torch.InterpolationMode.Bilinear)]
    [InlineData(torch.InterpolationMode.Bicubic)]
    public void An_integer_factor_is_a_size(torch.InterpolationMode mode)
    {
        for (var size = 1; size <= 16; size++)
        {
            for (var factor = 1; factor <= 5; factor++)
            {
                var x = torch.randn(1, 1, size, 3);
                Expect.SameBits(
                    functional.interpolate(x, [size * factor, 3 * factor], null, mode),
                    functional.interpolate(x, null, [factor, factor], mode));
            }
        }
    }

    [Fact]
    public void Normalize_is_a_division_by_the_norm()
    {
        var x = torch.randn(4, 5, 3);
        x.select(0, 0).zero_();
        foreach (var p in new[] { 1f, 2f, 3f, float.PositiveInfinity })
            Expect.SameBits(functional.normalize(x, p), x / x.norm(1, true, p).clamp(1e-12, double.PositiveInfinity));
    }

    private static torch.Tensor Transposed(
        int dims, torch.Tensor x, torch.Tensor w, torch.Tensor b, long stride, long padding, long extra, long groups) => dims switch
        {
            1 => functional.conv_transpose1d(x, w, b, stride, padding, extra, 1, groups),
            2 => functional.conv_transpose2d(x, w, b, [stride], [padding], [extra], [1], groups),
            _ => functional.conv_transpose3d(x, w, b, [stride], [padding], [extra], [1], groups),
        };

    private static long[] Repeat(long value, int count) => [.. Enumerable.Repeat(value, count)];
}
