namespace TorchSharp.Modules;

/// <summary>Normalises each channel of each sample over space.</summary>
public abstract class InstanceNorm : NormBase
{
    public InstanceNorm(
        long num_features, double eps, double? momentum, bool affine, bool track_running_stats, torch.Device? device,
        torch.ScalarType? dtype, string name) : base(num_features, eps, momentum ?? 0.1, affine, track_running_stats, device, dtype, name)
    {
    }

    protected abstract long GetNumberOfBatchDimensions();

    public override torch.Tensor forward(torch.Tensor input)
    {
        ValidateInputDimensions(input);
        var channelDim = (int)(input.dim() - GetNumberOfBatchDimensions());
        if (input.shape[channelDim] != num_features)
        {
            throw new ArgumentException($"expected input's size at dim={channelDim} to match num_features ({num_features}), "
                + $"but got: {input.shape[channelDim]}.");
        }
        return channelDim == 0 ? Normalized(input.unsqueeze(0)).select(0, 0) : Normalized(input);
    }

    private torch.Tensor Normalized(torch.Tensor input) => torch.nn.functional.instance_norm(
        input, running_mean, running_var, weight, bias, training || !track_running_stats, momentum ?? 0.1, eps);
}

public sealed class InstanceNorm1d : InstanceNorm
{
    internal InstanceNorm1d(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device,
        torch.ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(InstanceNorm1d))
    {
    }

    protected override long GetNumberOfBatchDimensions() => 2;

    protected override void ValidateInputDimensions(torch.Tensor input)
    {
        if (input.dim() is not (2 or 3)) throw WrongRank(input, "2D or 3D");
    }
}

public sealed class InstanceNorm2d : InstanceNorm
{
    internal InstanceNorm2d(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device,
        torch.ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(InstanceNorm2d))
    {
    }

    protected override long GetNumberOfBatchDimensions() => 3;

    protected override void ValidateInputDimensions(torch.Tensor input)
    {
        if (input.dim() is not (3 or 4)) throw WrongRank(input, "3D or 4D");
    }
}

public sealed class InstanceNorm3d : InstanceNorm
{
    internal InstanceNorm3d(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device,
        torch.ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(InstanceNorm3d))
    {
    }

    protected override long GetNumberOfBatchDimensions() => 4;

    protected override void ValidateInputDimensions(torch.Tensor input)
    {
        if (input.dim() is not (4 or 5)) throw WrongRank(input, "4D or 5D");
    }
}
