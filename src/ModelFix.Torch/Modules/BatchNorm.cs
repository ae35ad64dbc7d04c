namespace TorchSharp.Modules;

/// <summary>Normalises each channel over the batch in training, and by the running statistics in evaluation.</summary>
public abstract class BatchNorm : NormBase
{
    public BatchNorm(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device,
        torch.ScalarType? dtype, string name) : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
    {
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        ValidateInputDimensions(input);
        var factor = momentum ?? 0;
        if (training && track_running_stats && num_batches_tracked is not null)
        {
            num_batches_tracked.add_(1);
            // Without a momentum the running statistics are the plain average over all batches.
            factor = momentum ?? 1.0 / num_batches_tracked.item<long>();
        }
        var byBatch = training || (running_mean is null && running_var is null);
        var tracked = !training || track_running_stats;
        return torch.nn.functional.batch_norm(
            input, tracked ? running_mean : null, tracked ? running_var : null, weight, bias, byBatch, factor, eps);
    }
}

public sealed class BatchNorm1d : BatchNorm
{
    internal BatchNorm1d(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device,
        torch.ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm1d))
    {
    }

    protected override void ValidateInputDimensions(torch.Tensor input)
    {
        if (input.dim() is not (2 or 3)) throw WrongRank(input, "2D or 3D");
    }
}

public sealed class BatchNorm2d : BatchNorm
{
    internal BatchNorm2d(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device,
        torch.ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm2d))
    {
    }

    protected override void ValidateInputDimensions(torch.Tensor input)
    {
        if (input.dim() is not 4) throw WrongRank(input, "4D");
    }
}

public sealed class BatchNorm3d : BatchNorm
{
    internal BatchNorm3d(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device,
        torch.ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm3d))
    {
    }

    protected override void ValidateInputDimensions(torch.Tensor input)
    {
        if (input.dim() is not 5) throw WrongRank(input, "5D");
    }
}
