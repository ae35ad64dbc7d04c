using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that a module registers as one of its weights.</summary>
public class Parameter : Tensor
{
    /// <param name="data">The weight. The parameter shares its storage.</param>
    /// <param name="requires_grad">Whether it is trained; kept, but without effect here.</param>
    public Parameter(Tensor data, bool requires_grad = true)
        : base(data) => this.requires_grad = requires_grad;
}
