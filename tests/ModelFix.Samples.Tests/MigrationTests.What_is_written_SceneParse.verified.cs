// before
// ==== PyramidPooling.cs
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

// ==== RowContext.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SceneParse;

/// <summary>What stands above and below: an LSTM reads the rows of the map, from zero states.</summary>
public sealed class RowContext : Module<Tensor, Tensor>
{
    private const int Channels = 32;

    private readonly LSTM lstm;

    public RowContext() : base(nameof(RowContext))
    {
        lstm = LSTM(Channels, Channels, batchFirst: true);
        RegisterComponents();
    }

    /// <param name="x">float32[N, 32, 12, 12]</param>
    public override Tensor forward(Tensor x)
    {
        var rows = x.mean(new long[] { 3 }).transpose(1, 2);
        var h = torch.zeros(1, x.shape[0], Channels, device: x.device);
        var c = torch.zeros(1, x.shape[0], Channels, device: x.device);
        var (read, _, _) = lstm.call(rows, (h, c));
        return x + read.transpose(1, 2).unsqueeze(3);
    }
}

// ==== SceneParser.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SceneParse;

/// <summary>Scene parsing on an eighth of the resolution: windowed attention, rows read by an LSTM, pyramid pooling.</summary>
public sealed class SceneParser : Module<Tensor, (Tensor, Tensor)>
{
    private readonly Sequential backbone;
    private readonly WindowAttention attention;
    private readonly RowContext rows;
    private readonly PyramidPooling pyramid;
    private readonly Sequential smooth;
    private readonly Conv2d classify;

    public SceneParser(int classes = 8) : base(nameof(SceneParser))
    {
        backbone = Sequential(
            new StaticSameConv2d(3, 16, 3, stride: 2, imageSize: 96), BatchNorm2d(16), ReLU(),
            new StaticSameConv2d(16, 32, 3, stride: 2, imageSize: 48), BatchNorm2d(32), ReLU(),
            new StaticSameConv2d(32, 32, 3, stride: 2, imageSize: 24), BatchNorm2d(32), ReLU());
        attention = new WindowAttention();
        rows = new RowContext();
        pyramid = new PyramidPooling(32, 8);
        smooth = Sequential(Conv2d(64, 32, 3, padding: 1, bias: false), BatchNorm2d(32), ReLU());
        classify = Conv2d(32, classes, 1);
        RegisterComponents();
    }

    /// <param name="image">RGB, normalised: float32[N, 3, 96, 96].</param>
    /// <returns>The class of each pixel as logits, [N, 8, 96, 96], and the probability of the likeliest, [N, 1, 96, 96].</returns>
    public override (Tensor, Tensor) forward(Tensor image)
    {
        var x = backbone.call(image);
        x = attention.call(x);
        x = rows.call(x);
        x = functional.interpolate(pyramid.call(x), scale_factor: new double[] { 2, 2 }, mode: InterpolationMode.Bilinear, align_corners: false);
        var logits = classify.call(smooth.call(x));
        logits = functional.interpolate(logits, size: image.shape[2..], mode: InterpolationMode.Bilinear, align_corners: true);

        var best = logits.argmax(1, keepdim: true);
        var confidence = logits.softmax(1).gather(1, best);
        return (logits, confidence);
    }
}

// ==== WindowAttention.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SceneParse;

/// <summary>Attention among the pixels of a window; the windows are shifted by half their size, so that their borders are crossed.</summary>
public sealed class WindowAttention : Module<Tensor, Tensor>
{
    private const int Channels = 32;
    private const int Heads = 4;
    private const int Window = 4;
    private const int Shift = Window / 2;

    private readonly Linear query;
    private readonly Linear key;
    private readonly Linear value;
    private readonly Linear project;

    public WindowAttention() : base(nameof(WindowAttention))
    {
        query = Linear(Channels, Channels);
        key = Linear(Channels, Channels, hasBias: false);
        value = Linear(Channels, Channels);
        project = Linear(Channels, Channels);
        RegisterComponents();
    }

    /// <param name="x">float32[N, 32, 12, 12]</param>
    public override Tensor forward(Tensor x)
    {
        var (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);

        var shifted = torch.roll(x, new long[] { -Shift, -Shift }, new long[] { 2, 3 });
        var windows = shifted.view(n, c, h / Window, Window, w / Window, Window)
            .permute(0, 2, 4, 3, 5, 1)
            .reshape(-1, Window * Window, c);

        var q = Split(query.call(windows));
        var k = Split(key.call(windows));
        var v = Split(value.call(windows));
        var scores = torch.einsum("bihd,bjhd->bhij", q, k) / Math.Sqrt(c / Heads);
        var mixed = torch.einsum("bhij,bjhd->bihd", scores.softmax(-1), v);

        var y = project.call(mixed.reshape(-1, Window * Window, c));
        y = y.view(n, h / Window, w / Window, Window, Window, c)
            .permute(0, 5, 1, 3, 2, 4)
            .reshape(n, c, h, w);
        return x + torch.roll(y, new long[] { Shift, Shift }, new long[] { 2, 3 });
    }

    private static Tensor Split(Tensor tokens) => tokens.view(tokens.shape[0], tokens.shape[1], Heads, tokens.shape[2] / Heads);
}

// after
// ==== PyramidPooling.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SceneParse;

/// <summary>Means over 1, 2, 3 and 6 bins a side, and over 5, whose bins overlap; each reduced and brought back to the size of the map.</summary>
public sealed class PyramidPooling : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> stages = new();
    private readonly Linear gate;

    public PyramidPooling(long channels, long reduced) : base(nameof(PyramidPooling))
    {
        foreach (var bins in new[] { 1, 2, 3, 6 })
            stages.Add(Sequential(bins == 1 ? AdaptiveAvgPool2d(1) : AvgPool2d(12 / bins, 12 / bins, count_include_pad: false), Conv2d(channels, reduced, 1), ReLU()));
        gate = Linear(channels * 5 * 5, channels);
        RegisterComponents();
    }

    /// <param name="x">float32[N, 32, 12, 12]</param>
    public override Tensor forward(Tensor x)
    {
        var levels = new List<Tensor> { x * gate.call(Average12x12To5x5Bins(x).flatten(1)).sigmoid().unsqueeze(2).unsqueeze(3) };
        foreach (var stage in stages)
            levels.Add(functional.interpolate(stage.call(x), size: new long[] { 12, 12 }, mode: InterpolationMode.Bilinear, align_corners: true));
        return torch.cat(levels, 1);
    }

    /// <summary>Means of the 5 x 5 bins into which adaptive pooling cuts 12 x 12.</summary>
    private static Tensor Average12x12To5x5Bins(Tensor x)
    {
        return torch.cat(new[]
        {
            Columns(x.narrow(2, 0, 3), 3),
            Columns(x.narrow(2, 2, 3), 3),
            Columns(x.narrow(2, 4, 4), 4),
            Columns(x.narrow(2, 7, 3), 3),
            Columns(x.narrow(2, 9, 3), 3),
        }, 2);

        Tensor Columns(Tensor rows, long height) => torch.cat(new[]
        {
            functional.avg_pool2d(rows.narrow(3, 0, 3), (height, 3), count_include_pad: false),
            functional.avg_pool2d(rows.narrow(3, 2, 3), (height, 3), count_include_pad: false),
            functional.avg_pool2d(rows.narrow(3, 4, 4), (height, 4), count_include_pad: false),
            functional.avg_pool2d(rows.narrow(3, 7, 3), (height, 3), count_include_pad: false),
            functional.avg_pool2d(rows.narrow(3, 9, 3), (height, 3), count_include_pad: false),
        }, 3);
    }
}

// ==== RowContext.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SceneParse;

/// <summary>What stands above and below: an LSTM reads the rows of the map, from zero states.</summary>
public sealed class RowContext : Module<Tensor, Tensor>
{
    private const int Channels = 32;

    private readonly LSTM lstm;

    public RowContext() : base(nameof(RowContext))
    {
        lstm = LSTM(Channels, Channels, batchFirst: true);
        RegisterComponents();
    }

    /// <param name="x">float32[N, 32, 12, 12]</param>
    public override Tensor forward(Tensor x)
    {
        var rows = x.mean(new long[] { 3 }).transpose(1, 2);
        var (read, _, _) = lstm.call(rows);
        return x + read.transpose(1, 2).unsqueeze(3);
    }
}

// ==== SceneParser.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SceneParse;

/// <summary>Scene parsing on an eighth of the resolution: windowed attention, rows read by an LSTM, pyramid pooling.</summary>
public sealed class SceneParser : Module<Tensor, (Tensor, Tensor)>
{
    private readonly Sequential backbone;
    private readonly WindowAttention attention;
    private readonly RowContext rows;
    private readonly PyramidPooling pyramid;
    private readonly Sequential smooth;
    private readonly Conv2d classify;

    public SceneParser(int classes = 8) : base(nameof(SceneParser))
    {
        backbone = Sequential(
            new StaticSameConv2d(3, 16, 3, stride: 2, imageSize: 96), BatchNorm2d(16), ReLU(),
            new StaticSameConv2d(16, 32, 3, stride: 2, imageSize: 48), BatchNorm2d(32), ReLU(),
            new StaticSameConv2d(32, 32, 3, stride: 2, imageSize: 24), BatchNorm2d(32), ReLU());
        attention = new WindowAttention();
        rows = new RowContext();
        pyramid = new PyramidPooling(32, 8);
        smooth = Sequential(Conv2d(64, 32, 3, padding: 1, bias: false), BatchNorm2d(32), ReLU());
        classify = Conv2d(32, classes, 1);
        RegisterComponents();
    }

    /// <param name="image">RGB, normalised: float32[N, 3, 96, 96].</param>
    /// <returns>The class of each pixel as logits, [N, 8, 96, 96], and the probability of the likeliest, [N, 1, 96, 96].</returns>
    public override (Tensor, Tensor) forward(Tensor image)
    {
        var x = backbone.call(image);
        x = attention.call(x);
        x = rows.call(x);
        x = functional.interpolate(pyramid.call(x), scale_factor: new double[] { 2, 2 }, mode: InterpolationMode.Bilinear, align_corners: false);
        var logits = classify.call(smooth.call(x));
        logits = functional.interpolate(logits, scale_factor: new double[] { 4, 4 }, mode: InterpolationMode.Bilinear, align_corners: true);

        var best = logits.argmax(1, keepdim: true);
        var gathered = logits.softmax(1);
        var confidence = gathered.masked_fill(best.ne(arange(8, device: gathered.device).view(8, 1, 1)), 0).sum(1, true);
        return (logits, confidence);
    }
}

// ==== WindowAttention.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SceneParse;

/// <summary>Attention among the pixels of a window; the windows are shifted by half their size, so that their borders are crossed.</summary>
public sealed class WindowAttention : Module<Tensor, Tensor>
{
    private const int Channels = 32;
    private const int Heads = 4;
    private const int Window = 4;
    private const int Shift = Window / 2;

    private readonly Linear query;
    private readonly Linear key;
    private readonly Linear value;
    private readonly Linear project;

    public WindowAttention() : base(nameof(WindowAttention))
    {
        query = Linear(Channels, Channels);
        key = Linear(Channels, Channels, hasBias: false);
        value = Linear(Channels, Channels);
        project = Linear(Channels, Channels);
        RegisterComponents();
    }

    /// <param name="x">float32[N, 32, 12, 12]</param>
    public override Tensor forward(Tensor x)
    {
        var (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);

        var shifted = torch.roll(x, new long[] { -Shift, -Shift }, new long[] { 2, 3 });
        var windows = shifted.reshape(-1, 32, 12 / Window, Window, 12 / Window, Window)
            .permute(0, 2, 4, 3, 5, 1)
            .reshape(-1, Window * Window, 32);

        var q = Split(query.call(windows));
        var k = Split(key.call(windows));
        var v = Split(value.call(windows));
        var scores = torch.matmul(q.transpose(1, 2), k.permute(0, 2, 3, 1)) / Math.Sqrt(32 / Heads);
        var mixed = torch.matmul(scores.softmax(-1), v.transpose(1, 2)).transpose(1, 2);

        var y = project.call(mixed.reshape(-1, Window * Window, 32));
        y = y.reshape(-1, 12 / Window, 12 / Window, Window, Window, 32)
            .permute(0, 5, 1, 3, 2, 4)
            .reshape(-1, 32, 12, 12);
        return x + torch.roll(y, new long[] { Shift, Shift }, new long[] { 2, 3 });
    }

    private static Tensor Split(Tensor tokens) => tokens.reshape(-1, 16, Heads, 32 / Heads);
}
