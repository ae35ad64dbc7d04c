using ModelFix.Core.Contracts;

namespace ModelFix.Core.Tests.Contracts;

/// <summary>Which brackets in a doc comment are a shape.</summary>
public sealed class ShapeInProseTests
{
    [Theory]
    [InlineData("[N, 3, 224, 224]", "[N, 3, 224, 224]")]
    [InlineData("Images, [N, 3, H, W].", "[N, 3, H, W]")]
    [InlineData("RGB in [0, 1], shape [N, 3, H, W]", "[N, 3, H, W]")]
    [InlineData("Images in [N, C, H, W] layout, values in [0, 255]", "[N, C, H, W]")]
    [InlineData("float32[N, 3], standardised to [-1, 1]", "[N, 3]")]
    [InlineData("Lengths, [N]", "[N]")]
    [InlineData("int64[batch]: token ids", "[batch]")]
    [InlineData("Input of shape [batch]", "[batch]")]
    [InlineData("Tensor[N, 3, H, W]", "[N, 3, H, W]")]
    [InlineData("Size: [10]", "[10]")]
    [InlineData("The [1, 10] row of scores", "[1, 10]")]
    [InlineData("[..., C]", "[..., C]")]
    [InlineData("see [3]; [B, T, 512]", "[B, T, 512]")]
    [InlineData("输入图像,形状[N, 3, H, W],取值范围[0, 1]", "[N, 3, H, W]")]
    [InlineData("N boxes as [x1, y1, x2, y2], float32[N, 4]", "[N, 4]")]
    public void A_shape_is_found(string text, string expected) => Assert.Equal(expected, ShapeText.FindIn(text)?.Shape.ToString());

    [Theory]
    [InlineData("Pixel values in [0, 1].")]
    [InlineData("Values in the range [1, 255]")]
    [InlineData("between [lo, hi]")]
    [InlineData("clamped to [lo, hi]")]
    [InlineData("one of [1, 3, 5]")]
    [InlineData("x[0] of the batch")]
    [InlineData("states[i, j] are the states")]
    [InlineData("[optional] the mask")]
    [InlineData("after He et al. [12]")]
    [InlineData("boxes as [x, y, w, h]")]
    [InlineData("boxes as [cx, cy, w, h]")]
    [InlineData("starts with [CLS]")]
    [InlineData("an empty list, []")]
    [InlineData("取值范围[1, 10]")]
    [InlineData("[-1, 1]")]
    [InlineData("[0.5, 1.5]")]
    public void Other_brackets_say_nothing(string text) => Assert.Null(ShapeText.FindIn(text));
}
