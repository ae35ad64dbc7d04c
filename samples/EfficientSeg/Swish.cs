using TorchSharp;
using static TorchSharp.torch;

namespace EfficientSeg;

/// <summary>x * sigmoid(x) that keeps only its input for the backward pass.</summary>
public sealed class Swish : autograd.SingleTensorFunction<Swish>
{
    public override string Name => nameof(Swish);

    public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
    {
        var x = (Tensor)arguments[0];
        context.save_for_backward(new List<Tensor> { x });
        return x * x.sigmoid();
    }

    public override List<Tensor> backward(autograd.AutogradContext context, Tensor gradient)
    {
        var x = context.get_saved_variables()[0];
        var s = x.sigmoid();
        return new List<Tensor> { gradient * (s * (1 + x * (1 - s))) };
    }
}
