using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>Normalises over the trailing dimensions.</summary>
public sealed class LayerNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    internal LayerNorm(
        long[] normalized_shape, double eps, bool elementwise_affine, bool bias, torch.Device? device, torch.ScalarType? dtype)
        : base(nameof(LayerNorm))
    {
        this.normalized_shape = normalized_shape;
        this.eps = eps;
        this.elementwise_affine = elementwise_affine;
        if (!elementwise_affine) return;
        weight = new Parameter(torch.ones(normalized_shape, dtype, device));
        if (bias) this.bias = new Parameter(torch.zeros(normalized_shape, dtype, device));
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

    public long[] normalized_shape { get; set; }

    public double eps { get; set; }

    public bool elementwise_affine { get; set; }

    public void reset_parameters()
    {
        if (!elementwise_affine) return;
        weight.fill_(1);
        bias?.zero_();
    }

    public override torch.Tensor forward(torch.Tensor tensor)
        => torch.nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
}
