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
