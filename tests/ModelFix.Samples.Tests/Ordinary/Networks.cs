using System;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ordinary;

/// <summary>Digits, [N, 1, 28, 28].</summary>
public sealed class DigitNet : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Sequential classifier;

    public DigitNet(int classes = 10) : base("DigitNet")
    {
        features = Sequential(
            ("conv1", Conv2d(1, 32, 3, padding: 1)),
            ("norm1", BatchNorm2d(32)),
            ("relu1", ReLU(inplace: true)),
            ("pool1", MaxPool2d(2)),
            ("conv2", Conv2d(32, 64, 3, padding: 1)),
            ("relu2", ReLU()),
            ("pool2", MaxPool2d(2)));
        classifier = Sequential(
            ("flatten", Flatten()),
            ("fc1", Linear(64 * 7 * 7, 128)),
            ("norm2", BatchNorm1d(128)),
            ("drop", Dropout(0.5)),
            ("fc2", Linear(128, classes)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => functional.log_softmax(classifier.call(features.call(x)), 1);
}

/// <summary>Rows of numbers, [N, F].</summary>
public sealed class Perceptron : Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> hidden = new();
    private readonly LayerNorm norm;
    private readonly Linear output;

    public Perceptron(int features, int width, int depth) : base("Perceptron")
    {
        for (var i = 0; i < depth; i++) hidden.Add(Linear(i == 0 ? features : width, width));
        norm = LayerNorm(width);
        output = Linear(width, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in hidden)
        {
            x = functional.gelu(layer.call(x));
        }

        if (x.dim() != 2) throw new ArgumentException($"rows of numbers are needed, and these are [{string.Join(", ", x.shape)}]");
        return output.call(norm.call(x)).sigmoid();
    }
}

/// <summary>An autoencoder of images whose sizes are multiples of 4.</summary>
public sealed class Autoencoder : Module<Tensor, Tensor>
{
    private readonly Conv2d down1 = Conv2d(3, 16, 3, stride: 2, padding: 1);
    private readonly Conv2d down2 = Conv2d(16, 32, 3, stride: 2, padding: 1);
    private readonly ConvTranspose2d up1 = ConvTranspose2d(32, 16, 2, stride: 2);
    private readonly ConvTranspose2d up2 = ConvTranspose2d(16, 3, 4, stride: 2, padding: 1);
    private readonly Module<Tensor, Tensor> act = LeakyReLU(0.2);

    public Autoencoder() : base("Autoencoder") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var code = act.call(down2.call(act.call(down1.call(x))));
        var image = torch.tanh(up2.call(act.call(up1.call(code))));
        return image.clamp(-1, 1).MoveToOuterDisposeScope();
    }
}

/// <summary>Words of a text, int64[N, T].</summary>
public sealed class TextClassifier : Module<Tensor, Tensor>
{
    private readonly Embedding embedding;
    private readonly LSTM lstm;
    private readonly Linear fc;

    public TextClassifier(long words, long classes) : base("TextClassifier")
    {
        embedding = Embedding(words, 64);
        lstm = LSTM(64, 128, numLayers: 2, batchFirst: true, bidirectional: true);
        fc = Linear(256, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor words)
    {
        var (states, _, _) = lstm.call(embedding.call(words));
        return fc.call(states.select(1, -1));
    }
}

/// <summary>One block of an encoder, [N, T, C].</summary>
public sealed class EncoderBlock : Module<Tensor, Tensor>
{
    private readonly LayerNorm norm1, norm2;
    private readonly Linear query, key, value, output;
    private readonly Sequential feedForward;
    private readonly double scale;

    public EncoderBlock(long width) : base("EncoderBlock")
    {
        (norm1, norm2) = (LayerNorm(width), LayerNorm(width));
        (query, key, value, output) = (Linear(width, width), Linear(width, width), Linear(width, width), Linear(width, width));
        feedForward = Sequential(Linear(width, 4 * width), GELU(), Linear(4 * width, width));
        scale = 1 / Math.Sqrt(width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var y = norm1.call(x);
        var weights = (query.call(y).matmul(key.call(y).transpose(-2, -1)) * scale).softmax(-1);
        x = x + output.call(weights.matmul(value.call(y)));
        return x + feedForward.call(norm2.call(x));
    }
}

/// <summary>A residual block with a gate, and a head that training alone uses.</summary>
public sealed class ResidualNet : Module<Tensor, Tensor>
{
    private readonly Conv2d stem = Conv2d(3, 16, 3, padding: 1, bias: false);
    private readonly BatchNorm2d norm = BatchNorm2d(16);
    private readonly Conv2d gate = Conv2d(16, 16, 1);
    private readonly Conv2d head = Conv2d(16, 4, 1);
    private readonly Linear auxiliary = Linear(16, 4);

    public ResidualNet() : base("ResidualNet") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var y = functional.relu(norm.call(stem.call(x)));
        y = y + y * gate.call(y).sigmoid();
        return functional.interpolate(head.call(y), scale_factor: new double[] { 2, 2 }, mode: InterpolationMode.Nearest);
    }

    /// <summary>The auxiliary head, which only training asks for.</summary>
    public Tensor Auxiliary(Tensor x)
    {
        var pooled = functional.adaptive_avg_pool2d(stem.call(x), 1).squeeze();
        pooled[0] = pooled[0].clamp_min(0);
        return auxiliary.call(pooled.view(x.shape[0], -1));
    }
}
