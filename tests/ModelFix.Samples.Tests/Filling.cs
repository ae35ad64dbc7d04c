using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelFix.Samples.Tests;

/// <summary>
/// Weights and inputs that are computed from their names: the generator of libtorch is shared with whatever else runs in the process.
/// </summary>
public static class Filling
{
    /// <summary>Numbers in [-2, 2), in float32.</summary>
    public static Tensor Image(string name, params long[] shape) => (Uniform(name, shape) * 4 - 2).to(ScalarType.Float32);

    /// <summary>Numbers in [0, 1): FNV-1a of the name seeds SplitMix64.</summary>
    public static Tensor Uniform(string name, params long[] shape)
    {
        var seed = Encoding.UTF8
            .GetBytes(name)
            .Aggregate(14695981039346656037UL, (hash, letter) => unchecked((hash ^ letter) * 1099511628211UL));
        var values = new double[shape.Aggregate(1L, (n, d) => n * d)];
        for (var i = 0; i < values.Length; i++)
        {
            var x = unchecked(seed + ((ulong)i + 1) * 0x9E3779B97F4A7C15UL);
            x = unchecked((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL);
            x = unchecked((x ^ (x >> 27)) * 0x94D049BB133111EBUL);
            values[i] = ((x ^ (x >> 31)) >> 11) / (double)(1UL << 53);
        }

        return torch.tensor(values).reshape(shape);
    }

    /// <summary>Weights with which every layer passes on about as much as it gets, so that an error anywhere reaches the output.</summary>
    public static void Fill(nn.Module model)
    {
        using var _ = torch.no_grad();
        foreach (var (key, weight) in model.state_dict().Where(e => e.Value.is_floating_point()))
        {
            var u = Uniform(key, weight.shape);
            if (key.EndsWith("running_var", StringComparison.Ordinal)) u = u + 0.5;
            else if (weight.dim() < 2) u = (2 * u - 1) * 0.2 + (key.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0);
            else u = (2 * u - 1) * Math.Sqrt(3.0 * weight.shape[0] / weight.numel());
            // Numbers that float32 holds, whatever the model's dtype: float64 shows what float32 rounds away after that.
            weight.copy_(u.to(ScalarType.Float32));
        }
    }
}
