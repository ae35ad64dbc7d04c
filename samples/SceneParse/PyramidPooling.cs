using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SceneParse;

/// <summary>Means over 1, 2, 3 and 6 bins a side, and over 5, whose bins overlap; each reduced and brought back to the size of the map.</summary>
public sealed class PyramidPooling : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> stages = new();
    private readonly AdaptiveAvgPool2d coarse;
    private readonly Linear gate;

    public PyramidPooling(long channels, long reduced) : base(nameof(PyramidPooling))
    {
        foreach (var bins in new[] { 1, 2, 3, 6 })
            stages.Add(Sequential(AdaptiveAvgPool2d(bins), Conv2d(channels, reduced, 1), ReLU()));
        coarse = AdaptiveAvgPool2d(5);
        gate = Linear(channels * 5 * 5, channels);
        RegisterComponents();
    }

    /// <param name="x">float32[N, 32, 12, 12]</param>
    public override Tensor forward(Tensor x)
    {
        var size = x.shape[2..];
        var levels = new List<Tensor> { x * gate.call(coarse.call(x).flatten(1)).sigmoid().view(x.shape[0], x.shape[1], 1, 1) };
        foreach (var stage in stages)
            levels.Add(functional.interpolate(stage.call(x), size: size, mode: InterpolationMode.Bilinear, align_corners: true));
        return torch.cat(levels, 1);
    }
}
