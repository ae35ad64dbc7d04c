using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>x where positive, else x times a learned slope: one for all channels or one each.</summary>
public sealed class PReLU : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    internal PReLU(long num_parameters, double init, torch.Device? device, torch.ScalarType? dtype) : base(nameof(PReLU))
    {
        this.num_parameters = num_parameters;
        this.init = init;
        weight = new Parameter(torch.full(num_parameters, init, dtype ?? torch.get_default_dtype(), device));
    }

    public Parameter weight
    {
        get => _weight!;
        set => _weight = Adopt(nameof(weight), value);
    }

    public long num_parameters { get; }

    public double init { get; }

    public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.prelu(tensor, weight);
}
