// before
// ==== Backbone.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker;

/// <summary>Features at an eighth of the resolution, the same for the template and the search region.</summary>
internal sealed class Backbone : Module<Tensor, Tensor>
{
    private readonly Sequential stem;
    private readonly MaxPool3d halve;
    private readonly Sequential body;

    public Backbone(long channels) : base(nameof(Backbone))
    {
        stem = Sequential(
            Conv2d(3, 16, 3, stride: 2, padding: 1, bias: false),
            BatchNorm2d(16),
            ReLU());

        // From the network for clips: the channels are its depth, and all of them are kept.
        halve = MaxPool3d((1, 2, 2), (1, 2, 2));
        body = Sequential(
            Conv2d(16, channels, 3, stride: 2, padding: 1, bias: false),
            BatchNorm2d(channels),
            ReLU());
        RegisterComponents();
    }

    public override Tensor forward(Tensor image)
    {
        return body.call(halve.call(stem.call(image)));
    }
}

// ==== Correlation.cs
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker;

/// <summary>Depthwise cross-correlation: each channel of a template is a filter for the same channel of its search region.</summary>
internal sealed class Correlation : Module<Tensor, Tensor, Tensor>
{
    public Correlation() : base(nameof(Correlation)) => RegisterComponents();

    public override Tensor forward(Tensor kernel, Tensor region)
    {
        // The pairs of a batch become channels, so that each has filters of its own.
        var (n, c) = (kernel.shape[0], kernel.shape[1]);
        var filters = kernel.reshape(n * c, 1, kernel.shape[2], kernel.shape[3]);
        var channels = region.reshape(1, n * c, region.shape[2], region.shape[3]);
        var response = functional.conv2d(channels, filters, padding: new long[] { 4, 4 }, groups: n * c);
        response = response[.., .., ..^1, ..^1].reshape(n, c, region.shape[2], region.shape[3]);

        // A sum over the template becomes a mean.
        return response / (kernel.shape[2] * kernel.shape[3]);
    }
}

// ==== SiameseTracker.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker;

/// <summary>A siamese tracker: finds what the template shows in a search region of any size.</summary>
public sealed class SiameseTracker : Module<Tensor, Tensor, (Tensor, Tensor)>
{
    private const long Channels = 16;

    private readonly Backbone backbone;
    private readonly Correlation correlation;
    private readonly GroupNorm norm;
    private readonly Conv2d classify;
    private readonly Conv2d regress;

    public SiameseTracker() : base(nameof(SiameseTracker))
    {
        backbone = new Backbone(Channels);
        correlation = new Correlation();
        norm = GroupNorm(4, Channels);
        classify = Conv2d(Channels, 1, 1);
        regress = Conv2d(Channels, 4, 1);
        RegisterComponents();
    }

    /// <summary>A tracker with the weights of a checkpoint; a head for other boxes is left as it was made.</summary>
    public static SiameseTracker Pretrained(string path)
    {
        var tracker = new SiameseTracker();
        tracker.load(path, strict: false);
        return tracker;
    }

    /// <param name="template">The target as it was first seen, float32[N, 3, 64, 64].</param>
    /// <param name="search">Where it is looked for, float32[N, 3, H, W], H % 8 == 0, W % 8 == 0, H >= 64, W >= 64.</param>
    /// <returns>The box, as parts of the search region, [N, 4]; and the map of scores, [N, 1, H, W].</returns>
    public override (Tensor, Tensor) forward(Tensor template, Tensor search)
    {
        var kernel = norm.call(backbone.call(template));
        var region = backbone.call(search);
        var response = correlation.call(kernel, region);

        // Halved until the strongest response is where a sigmoid is steep.
        while (response.abs().max().ToSingle() > 4f)
            response = response * 0.5f;

        // A clear answer is made clearer, a vague one is damped. The target is rather in the middle.
        var score = classify.call(response).sigmoid();
        score = score.max().ToSingle() > 0.6f ? score * score : score * 0.5f;
        score = score * Hann(score, 2).unsqueeze(1) * Hann(score, 3);

        var box = Best(regress.call(response), score, search);
        return (box, functional.interpolate(score, size: search.shape[2..], mode: InterpolationMode.Bilinear, align_corners: false));
    }

    /// <summary>A Hann window as long as a dim of the scores.</summary>
    private static Tensor Hann(Tensor score, int dim)
    {
        var steps = torch.arange(score.shape[dim]).to(score.device);
        return 0.5 - 0.5 * (steps * (2 * Math.PI / (score.shape[dim] - 1))).cos();
    }

    /// <summary>The box at the highest score.</summary>
    private static Tensor Best(Tensor offsets, Tensor score, Tensor search)
    {
        var n = offsets.shape[0];
        var best = score.view(n, -1).argmax(1, keepdim: true);
        var boxes = offsets.view(n, 4, -1);
        var box = boxes.gather(2, best.unsqueeze(1).expand(n, 4, 1)).squeeze();

        // Pixels become parts of the search region; a batch of one has lost its batch.
        var size = torch.tensor(search.shape[2..], dtype: ScalarType.Float32, device: search.device);
        return box.view(n, 4) / torch.cat(new[] { size, size });
    }
}

// after
// ==== Backbone.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker;

/// <summary>Features at an eighth of the resolution, the same for the template and the search region.</summary>
internal sealed class Backbone : Module<Tensor, Tensor>
{
    private readonly Sequential stem;
    private readonly MaxPool3d halve;
    private readonly Sequential body;

    public Backbone(long channels) : base(nameof(Backbone))
    {
        stem = Sequential(
            Conv2d(3, 16, 3, stride: 2, padding: 1, bias: false),
            BatchNorm2d(16),
            ReLU());

        // From the network for clips: the channels are its depth, and all of them are kept.
        halve = MaxPool3d((1, 2, 2), (1, 2, 2));
        body = Sequential(
            Conv2d(16, channels, 3, stride: 2, padding: 1, bias: false),
            BatchNorm2d(channels),
            ReLU());
        RegisterComponents();
    }

    public override Tensor forward(Tensor image)
    {
        return body.call(halve.call(stem.call(image).unsqueeze(1)).select(1, 0));
    }
}

// ==== Correlation.cs
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker;

/// <summary>Depthwise cross-correlation: each channel of a template is a filter for the same channel of its search region.</summary>
internal sealed class Correlation : Module<Tensor, Tensor, Tensor>
{
    public Correlation() : base(nameof(Correlation)) => RegisterComponents();

    public override Tensor forward(Tensor kernel, Tensor region)
    {
        // The pairs of a batch become channels, so that each has filters of its own.
        var (n, c) = (kernel.shape[0], kernel.shape[1]);
        var filters = kernel.reshape(-1, 1, 8, 8);
        var channels = region.reshape(1, n * c, region.shape[2], region.shape[3]);
        var response = functional.conv2d(channels, filters, padding: new long[] { 4, 4 }, groups: n * c);
        response = response[.., .., ..^1, ..^1].reshape(n, c, region.shape[2], region.shape[3]);

        // A sum over the template becomes a mean.
        return response / 64;
    }
}

// ==== SiameseTracker.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tracker;

/// <summary>A siamese tracker: finds what the template shows in a search region of any size.</summary>
public sealed class SiameseTracker : Module<Tensor, Tensor, (Tensor, Tensor)>
{
    private const long Channels = 16;

    private readonly Backbone backbone;
    private readonly Correlation correlation;
    private readonly GroupNorm norm;
    private readonly Conv2d classify;
    private readonly Conv2d regress;

    public SiameseTracker() : base(nameof(SiameseTracker))
    {
        backbone = new Backbone(Channels);
        correlation = new Correlation();
        norm = GroupNorm(4, Channels);
        classify = Conv2d(Channels, 1, 1);
        regress = Conv2d(Channels, 4, 1);
        RegisterComponents();
    }

    /// <summary>A tracker with the weights of a checkpoint; a head for other boxes is left as it was made.</summary>
    public static SiameseTracker Pretrained(string path)
    {
        var tracker = new SiameseTracker();
        tracker.load(path, strict: false);
        return tracker;
    }

    /// <param name="template">The target as it was first seen, float32[N, 3, 64, 64].</param>
    /// <param name="search">Where it is looked for, float32[N, 3, H, W], H % 8 == 0, W % 8 == 0, H >= 64, W >= 64.</param>
    /// <returns>The box, as parts of the search region, [N, 4]; and the map of scores, [N, 1, H, W].</returns>
    public override (Tensor, Tensor) forward(Tensor template, Tensor search)
    {
        var kernel = norm.call(backbone.call(template));
        var region = backbone.call(search);
        var response = correlation.call(kernel, region);

        // Halved until the strongest response is where a sigmoid is steep.
        while (response.abs().max().ToSingle() > 4f)
            response = response * 0.5f;

        // A clear answer is made clearer, a vague one is damped. The target is rather in the middle.
        var score = classify.call(response).sigmoid();
        score = torch.where(score.max() > 0.6f, score * score, score * 0.5f);
        score = score * Hann(score, 2).unsqueeze(1) * Hann(score, 3);

        var box = Best(regress.call(response), score, search);
        return (box, functional.interpolate(score, scale_factor: new double[] { 8, 8 }, mode: InterpolationMode.Bilinear, align_corners: false));
    }

    /// <summary>A Hann window as long as a dim of the scores.</summary>
    private static Tensor Hann(Tensor score, int dim)
    {
        var steps = torch.arange(score.shape[dim], device: score.device);
        return 0.5 - 0.5 * (steps * (2 * Math.PI / (score.shape[dim] - 1))).cos();
    }

    /// <summary>The box at the highest score.</summary>
    private static Tensor Best(Tensor offsets, Tensor score, Tensor search)
    {
        var n = offsets.shape[0];
        var best = score.flatten(1).argmax(1, keepdim: true);
        var boxes = offsets.view(n, 4, -1);
        var box = boxes.gather(2, best.unsqueeze(1).expand(-1, 4, 1)).squeeze();

        // Pixels become parts of the search region; a batch of one has lost its batch.
        var size = torch.tensor(search.shape[2..], dtype: ScalarType.Float32, device: search.device);
        return box.reshape(-1, 4) / torch.cat(new[] { size, size });
    }
}
