using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>The base of normalisations over channels: scale and shift, and running statistics.</summary>
public abstract class NormBase : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;
    [ComponentName(Name = nameof(running_mean))]
    private torch.Tensor? _runningMean;
    [ComponentName(Name = nameof(running_var))]
    private torch.Tensor? _runningVar;
    [ComponentName(Name = nameof(num_batches_tracked))]
    private torch.Tensor? _numBatchesTracked;

    public NormBase(
        long num_features, double eps, double? momentum, bool affine, bool track_running_stats, torch.Device? device,
        torch.ScalarType? dtype, string name) : base(name)
    {
        this.num_features = num_features;
        this.eps = eps;
        this.momentum = momentum;
        this.affine = affine;
        this.track_running_stats = track_running_stats;
        if (affine)
        {
            weight = new Parameter(torch.ones(num_features, dtype, device));
            bias = new Parameter(torch.zeros(num_features, dtype, device));
        }
        if (!track_running_stats) return;
        running_mean = torch.zeros(num_features, dtype, device);
        running_var = torch.ones(num_features, dtype, device);
        num_batches_tracked = torch.tensor(0L, device: device);
    }

    public Parameter? bias
    {
        get => _bias;
        set => _bias = Adopt(nameof(bias), value);
    }

    public Parameter weight
    {
        get => _weight!;
        set => _weight = Adopt(nameof(weight), value);
    }

    public torch.Tensor? running_mean
    {
        get => _runningMean;
        set => _runningMean = AdoptBuffer(nameof(running_mean), value);
    }

    public torch.Tensor? running_var
    {
        get => _runningVar;
        set => _runningVar = AdoptBuffer(nameof(running_var), value);
    }

    public torch.Tensor? num_batches_tracked
    {
        get => _numBatchesTracked;
        set => _numBatchesTracked = AdoptBuffer(nameof(num_batches_tracked), value);
    }

    public long num_features { get; }

    public double eps { get; set; }

    public double? momentum { get; set; }

    public bool affine { get; }

    public bool track_running_stats { get; }

    public void reset_running_stats()
    {
        if (!track_running_stats) return;
        running_mean!.zero_();
        running_var!.fill_(1);
        num_batches_tracked!.zero_();
    }

    public void reset_parameters()
    {
        reset_running_stats();
        if (!affine) return;
        weight.fill_(1);
        bias!.zero_();
    }

    protected abstract void ValidateInputDimensions(torch.Tensor input);

    private protected static ArgumentException WrongRank(torch.Tensor input, string expected)
        => new($"expected {expected} input, but got {input.dim()}D input of size [{string.Join(", ", input.shape)}].");
}
