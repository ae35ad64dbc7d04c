// before
// ==== MobileNetV2.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Architectures;

/// <summary>Inverted residuals with linear bottlenecks (Sandler et al. 2018), at half width.</summary>
public sealed class MobileNetV2 : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Sequential classifier;

    public MobileNetV2(int numClasses = 10) : base(nameof(MobileNetV2))
    {
        // Expansion, channels, repeats, stride.
        var settings = new[] { (1, 8, 1, 1), (6, 12, 2, 2), (6, 16, 3, 2), (6, 32, 4, 2), (6, 48, 3, 1), (6, 80, 3, 2), (6, 160, 1, 1) };
        long channels = 16;
        var layers = new List<Module<Tensor, Tensor>> { ConvBNReLU(3, channels, 3, 2) };
        foreach (var (expansion, output, repeats, stride) in settings)
        {
            for (var i = 0; i < repeats; i++)
            {
                layers.Add(new InvertedResidual(channels, output, i == 0 ? stride : 1, expansion));
                channels = output;
            }
        }

        layers.Add(ConvBNReLU(channels, 640, 1, 1));
        features = Sequential(layers);
        classifier = Sequential(("dropout", Dropout(0.2)), ("linear", Linear(640, numClasses)));
        RegisterComponents();
    }

    /// <param name="x">[N, 3, 64, 64]</param>
    public override Tensor forward(Tensor x)
    {
        x = features.call(x);
        x = functional.adaptive_avg_pool2d(x, new long[] { 1, 1 });
        x = x.squeeze(-1).squeeze(-1);
        return classifier.call(x);
    }

    internal static Sequential ConvBNReLU(long input, long output, long kernel, long stride, long groups = 1) => Sequential(
        Conv2d(input, output, kernel, stride: stride, padding: (kernel - 1) / 2, groups: groups, bias: false),
        BatchNorm2d(output),
        ReLU6());
}

public sealed class InvertedResidual : Module<Tensor, Tensor>
{
    private readonly bool useShortcut;
    private readonly Sequential conv;

    public InvertedResidual(long input, long output, long stride, long expansion) : base(nameof(InvertedResidual))
    {
        var hidden = input * expansion;
        useShortcut = stride == 1 && input == output;
        conv = Sequential();
        if (expansion != 1) conv.append(MobileNetV2.ConvBNReLU(input, hidden, 1, 1));
        conv.append(MobileNetV2.ConvBNReLU(hidden, hidden, 3, stride, hidden));
        conv.append(Conv2d(hidden, output, 1, bias: false));
        conv.append(BatchNorm2d(output));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => useShortcut ? x + conv.call(x) : conv.call(x);
}

// after
// ==== MobileNetV2.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Architectures;

/// <summary>Inverted residuals with linear bottlenecks (Sandler et al. 2018), at half width.</summary>
public sealed class MobileNetV2 : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Sequential classifier;

    public MobileNetV2(int numClasses = 10) : base(nameof(MobileNetV2))
    {
        // Expansion, channels, repeats, stride.
        var settings = new[] { (1, 8, 1, 1), (6, 12, 2, 2), (6, 16, 3, 2), (6, 32, 4, 2), (6, 48, 3, 1), (6, 80, 3, 2), (6, 160, 1, 1) };
        long channels = 16;
        var layers = new List<Module<Tensor, Tensor>> { ConvBNReLU(3, channels, 3, 2) };
        foreach (var (expansion, output, repeats, stride) in settings)
        {
            for (var i = 0; i < repeats; i++)
            {
                layers.Add(new InvertedResidual(channels, output, i == 0 ? stride : 1, expansion));
                channels = output;
            }
        }

        layers.Add(ConvBNReLU(channels, 640, 1, 1));
        features = Sequential(layers);
        classifier = Sequential(("dropout", Dropout(0.2)), ("linear", Linear(640, numClasses)));
        RegisterComponents();
    }

    /// <param name="x">[N, 3, 64, 64]</param>
    public override Tensor forward(Tensor x)
    {
        x = features.call(x);
        x = x.mean(new long[] { 2, 3 }, true);
        x = x.flatten(1);
        return classifier.call(x);
    }

    internal static Sequential ConvBNReLU(long input, long output, long kernel, long stride, long groups = 1) => Sequential(
        Conv2d(input, output, kernel, stride: stride, padding: (kernel - 1) / 2, groups: groups, bias: false),
        BatchNorm2d(output),
        ReLU6());
}

public sealed class InvertedResidual : Module<Tensor, Tensor>
{
    private readonly bool useShortcut;
    private readonly Sequential conv;

    public InvertedResidual(long input, long output, long stride, long expansion) : base(nameof(InvertedResidual))
    {
        var hidden = input * expansion;
        useShortcut = stride == 1 && input == output;
        conv = Sequential();
        if (expansion != 1) conv.append(MobileNetV2.ConvBNReLU(input, hidden, 1, 1));
        conv.append(MobileNetV2.ConvBNReLU(hidden, hidden, 3, stride, hidden));
        conv.append(Conv2d(hidden, output, 1, bias: false));
        conv.append(BatchNorm2d(output));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => useShortcut ? x + conv.call(x) : conv.call(x);
}
