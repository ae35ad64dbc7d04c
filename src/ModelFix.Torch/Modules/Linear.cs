using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>[*, in_features] to [*, out_features] by a learned matrix and bias.</summary>
public sealed class Linear : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    internal Linear(long inputSize, long outputSize, bool hasBias, torch.Device? device, torch.ScalarType? dtype) : base(nameof(Linear))
    {
        in_features = inputSize;
        out_features = outputSize;
        weight = new Parameter(torch.empty(outputSize, inputSize, dtype, device));
        torch.nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (!hasBias) return;
        var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
        bias = new Parameter(torch.empty(outputSize, dtype, device));
        torch.nn.init.uniform_(bias, -bound, bound);
    }

    internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
    {
        in_features = weight.shape[1];
        out_features = weight.shape[0];
        this.weight = weight;
        if (bias is not null) this.bias = bias;
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

    public long in_features { get; set; }

    public long out_features { get; set; }

    public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.linear(tensor, weight, bias);
}
