using TorchSharp.Modules;

namespace TorchSharp.Kernels;

/// <summary>
/// The weights of one block of a transformer, by name. TorchSharp's transformer layers are single native modules: their parameters have
/// dotted names, but there are no submodules to see.
/// </summary>
internal readonly record struct NamedWeights(torch.nn.Module Owner, string Prefix = "")
{
    public torch.Tensor? this[string name] => Owner.get_parameter(Prefix + name);

    public NamedWeights Inside(string block) => this with { Prefix = $"{Prefix}{block}." };

    public void Add(string name, torch.Tensor value)
    {
        var parameter = new Parameter(value);
        parameter.DetachFromDisposeScope();
        Owner.register_parameter(Prefix + name, parameter);
    }

    public void AddLinear(string name, long inputs, long outputs)
    {
        var bound = 1 / Math.Sqrt(inputs);
        Add(name + ".weight", torch.nn.init.uniform_(torch.empty(outputs, inputs), -bound, bound));
        Add(name + ".bias", torch.nn.init.uniform_(torch.empty(outputs), -bound, bound));
    }

    public void AddNorm(string name, long size)
    {
        Add(name + ".weight", torch.ones(size));
        Add(name + ".bias", torch.zeros(size));
    }

    /// <summary>Copies of all weights of another module, under this prefix.</summary>
    public void AddCopies(torch.nn.Module source)
    {
        foreach (var (name, parameter) in source.named_parameters()) Add(name, parameter.detach().clone());
    }

    public torch.Tensor Linear(torch.Tensor x, string name) => torch.nn.functional.linear(x, this[name + ".weight"]!, this[name + ".bias"]);

    public torch.Tensor Norm(torch.Tensor x, string name)
        => torch.nn.functional.layer_norm(x, [x.shape[^1]], this[name + ".weight"], this[name + ".bias"]);

    public torch.Tensor Dropout(torch.Tensor x, double p) => torch.nn.functional.dropout(x, p, Owner.training);
}
