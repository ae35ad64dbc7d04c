using TorchSharp;

namespace ModelFix.Torch.Tests.Modules;

/// <summary>Comparisons of tensors.</summary>
internal static class Expect
{
    /// <summary>Same type and shape, and values within a relative 1e-5 (float32) or 1e-12 (float64); NaN equals NaN.</summary>
    public static void Close(torch.Tensor expected, torch.Tensor actual)
    {
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        var (wanted, got) = (expected.CopyData<double>(), actual.CopyData<double>());
        var relative = expected.dtype is torch.ScalarType.Float64 ? 1e-12 : 1e-5;
        // Where terms cancel, PyTorch's own float32 sums are off by a part of the largest values.
        var absolute = relative / 10 * Math.Max(1, wanted.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max());
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i].Equals(got[i])) continue;
            var distance = Math.Abs(wanted[i] - got[i]);
            Assert.True(distance <= relative * Math.Abs(wanted[i]) + absolute, $"element {i}: expected {wanted[i]:R}, got {got[i]:R}");
        }
    }

    /// <summary>Same type, shape and bits; NaN equals NaN.</summary>
    public static void SameBits(torch.Tensor expected, torch.Tensor actual)
    {
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.CopyData<double>(), actual.CopyData<double>());
    }
}
