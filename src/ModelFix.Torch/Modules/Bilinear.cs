using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>[*, in1] and [*, in2] to [*, out] by a learned matrix per output, and a bias.</summary>
public sealed class Bilinear : torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor>
{
    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    internal Bilinear(long in1_features, long in2_features, long out_features, bool hasBias, torch.Device? device, torch.ScalarType? dtype)
        : base(nameof(Bilinear))
    {
        this.in1_features = in1_features;
        this.in2_features = in2_features;
        this.out_features = out_features;
        var bound = 1 / Math.Sqrt(in1_features);
        weight = new Parameter(torch.nn.init.uniform_(torch.empty(out_features, in1_features, in2_features, dtype, device), -bound, bound));
        if (hasBias) bias = new Parameter(torch.nn.init.uniform_(torch.empty(out_features, dtype, device), -bound, bound));
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

    public long in1_features { get; set; }

    public long in2_features { get; set; }

    public long out_features { get; set; }

    public override torch.Tensor forward(torch.Tensor input1, torch.Tensor input2)
        => torch.nn.functional.bilinear(input1, input2, weight, bias);
}
