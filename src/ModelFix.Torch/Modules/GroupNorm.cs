using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>Normalises groups of channels of each sample of [N, C, ...].</summary>
public sealed class GroupNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, torch.Device? device, torch.ScalarType? dtype)
        : base(nameof(GroupNorm))
    {
        this.num_groups = num_groups;
        this.eps = eps;
        this.affine = affine;
        if (!affine) return;
        weight = new Parameter(torch.ones(num_channels, dtype, device));
        bias = new Parameter(torch.zeros(num_channels, dtype, device));
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

    public long num_groups { get; set; }

    public double eps { get; set; }

    public bool affine { get; set; }

    public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.group_norm(tensor, num_groups, weight, bias, eps);
}
