using System.Globalization;
using System.Runtime.CompilerServices;

namespace TorchSharp.Modules;

/// <summary>Layers that are applied one after the other, named by their position or as given.</summary>
public class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly List<(string Name, torch.nn.IModule<torch.Tensor, torch.Tensor> Module)> _layers = [];

    protected Sequential(params (string name, torch.nn.Module<torch.Tensor, torch.Tensor> submodule)[] modules) : base(nameof(Sequential))
    {
        foreach (var (layer, module) in modules) append(layer, module);
    }

    protected Sequential(params torch.nn.Module<torch.Tensor, torch.Tensor>[] modules) : base(nameof(Sequential))
    {
        foreach (var module in modules) append(module);
    }

    internal Sequential(IEnumerable<(string Name, torch.nn.IModule<torch.Tensor, torch.Tensor> Module)> layers) : base(nameof(Sequential))
    {
        foreach (var (layer, module) in layers) append(layer, module);
    }

    public int Count => _layers.Count;

    [IndexerName("SequentialItems")]
    public torch.nn.IModule<torch.Tensor, torch.Tensor> this[int index] => _layers[index].Module;

    /// <summary>Some of the layers, under their names, shared with this container.</summary>
    [IndexerName("SequentialItems")]
    public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

    /// <inheritdoc cref="this[ValueTuple{int?, int?}]"/>
    [IndexerName("SequentialItems")]
    public Sequential this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

    public Sequential append(string name, torch.nn.IModule<torch.Tensor, torch.Tensor> module)
    {
        ArgumentNullException.ThrowIfNull(module);
        _layers.Add((name, module));
        return this;
    }

    public Sequential append(torch.nn.IModule<torch.Tensor, torch.Tensor> module)
        => append(_layers.Count.ToString(CultureInfo.InvariantCulture), module);

    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        return recurse
            ? named_children()
                .SelectMany(static child => child.module.named_parameters()
                    .Select(entry => ($"{child.name}.{entry.name}", entry.parameter)))
                .Where(entry => seen.Add(entry.parameter))
            : [];
    }

    public override IEnumerable<(string name, torch.Tensor buffer)> named_buffers(bool recurse = true, bool include_persistent = true)
        => recurse
            ? named_children().SelectMany(child => child.module.named_buffers(true, include_persistent)
                .Select(entry => ($"{child.name}.{entry.name}", entry.buffer)))
            : [];

    public override IEnumerable<(string name, torch.nn.Module module)> named_children()
        => _layers.Select(static layer => (layer.Name, (torch.nn.Module)layer.Module));

    public override IEnumerable<(string name, torch.nn.Module module)> named_modules()
        => named_children().Concat(named_children().SelectMany(static child => child.module.named_modules()
            .Select(entry => ($"{child.name}.{entry.name}", entry.module))));

    /// <summary>Passes the tensor through all layers; without any it is returned as it is.</summary>
    public override torch.Tensor forward(torch.Tensor tensor)
        => _layers.Count == 0
            ? tensor.alias()
            : _layers.Aggregate(tensor, static (value, layer) => layer.Module.call(value));

    public override torch.nn.Module apply(Action<torch.nn.Module> fn)
    {
        foreach (var (_, module) in named_children()) module.apply(fn);
        fn(this);
        return this;
    }

    public override void train(bool on = true) => base.train(on);

    private Sequential Slice(int start, int end)
    {
        if (start < 0 || start > Count) throw new IndexOutOfRangeException($"{start} is not a valid index.");
        if (end < 0 || end > Count) throw new IndexOutOfRangeException($"{end} is not a valid index.");
        return new Sequential(_layers.Take(end).Skip(start));
    }
}
