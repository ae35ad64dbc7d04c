// before
// ==== FeaturePyramid.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Architectures;

/// <summary>A feature pyramid (Lin et al. 2017) with a detector head that all levels share.</summary>
public sealed class FeaturePyramid : Module<Tensor, (Tensor Scores, Tensor Boxes)>
{
    private const int Classes = 4;
    private const int Anchors = 3;

    private readonly Sequential c3;
    private readonly Sequential c4;
    private readonly Sequential c5;
    private readonly Conv2d lateral3;
    private readonly Conv2d lateral4;
    private readonly Conv2d lateral5;
    private readonly ModuleList<Conv2d> smooth;
    private readonly DetectorHead head;

    public FeaturePyramid() : base(nameof(FeaturePyramid))
    {
        c3 = Stage(3, 32, 4);
        c4 = Stage(32, 64, 2);
        c5 = Stage(64, 128, 2);
        lateral3 = Conv2d(32, 32, 1);
        lateral4 = Conv2d(64, 32, 1);
        lateral5 = Conv2d(128, 32, 1);
        smooth = new ModuleList<Conv2d>(Conv2d(32, 32, 3, padding: 1), Conv2d(32, 32, 3, padding: 1), Conv2d(32, 32, 3, padding: 1));
        head = new DetectorHead(32, Classes, Anchors);
        RegisterComponents();
    }

    /// <param name="image">[N, 3, 64, 96]</param>
    public override (Tensor Scores, Tensor Boxes) forward(Tensor image)
    {
        var f3 = c3.call(image);
        var f4 = c4.call(f3);
        var f5 = c5.call(f4);

        var p5 = lateral5.call(f5);
        var p4 = lateral4.call(f4) + functional.interpolate(p5, size: f4.shape[2..], mode: InterpolationMode.Nearest);
        var p3 = lateral3.call(f3) + functional.interpolate(p4, size: f3.shape[2..], mode: InterpolationMode.Nearest);
        var levels = new[] { smooth[0].call(p3), smooth[1].call(p4), smooth[2].call(p5) };

        var scores = new List<Tensor>();
        var boxes = new List<Tensor>();
        foreach (var level in levels)
        {
            var (s, b) = head.call(level);
            scores.Add(s);
            boxes.Add(b);
        }

        return (torch.cat(scores, 1).sigmoid(), torch.cat(boxes, 1).clamp(min: 0));
    }

    private static Sequential Stage(long input, long output, long stride) => Sequential(
        Conv2d(input, output, 3, stride: stride, padding: 1, bias: false),
        BatchNorm2d(output),
        LeakyReLU(0.1));
}

public sealed class DetectorHead : Module<Tensor, (Tensor, Tensor)>
{
    private readonly int classes;
    private readonly Conv2d shared;
    private readonly GroupNorm norm;
    private readonly Conv2d score;
    private readonly Conv2d box;

    public DetectorHead(long channels, int classes, int anchors) : base(nameof(DetectorHead))
    {
        this.classes = classes;
        shared = Conv2d(channels, channels, 3, padding: 1);
        norm = GroupNorm(8, channels);
        score = Conv2d(channels, anchors * classes, 1);
        box = Conv2d(channels, anchors * 4, 1);
        RegisterComponents();
    }

    public override (Tensor, Tensor) forward(Tensor x)
    {
        var n = x.shape[0];
        x = functional.relu(norm.call(shared.call(x)));
        var s = score.call(x).permute(0, 2, 3, 1).reshape(n, -1, classes);
        var b = box.call(x).permute(0, 2, 3, 1).reshape(n, -1, 4);
        return (s, b);
    }
}

// after
// ==== FeaturePyramid.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Architectures;

/// <summary>A feature pyramid (Lin et al. 2017) with a detector head that all levels share.</summary>
public sealed class FeaturePyramid : Module<Tensor, (Tensor Scores, Tensor Boxes)>
{
    private const int Classes = 4;
    private const int Anchors = 3;

    private readonly Sequential c3;
    private readonly Sequential c4;
    private readonly Sequential c5;
    private readonly Conv2d lateral3;
    private readonly Conv2d lateral4;
    private readonly Conv2d lateral5;
    private readonly ModuleList<Conv2d> smooth;
    private readonly DetectorHead head;

    public FeaturePyramid() : base(nameof(FeaturePyramid))
    {
        c3 = Stage(3, 32, 4);
        c4 = Stage(32, 64, 2);
        c5 = Stage(64, 128, 2);
        lateral3 = Conv2d(32, 32, 1);
        lateral4 = Conv2d(64, 32, 1);
        lateral5 = Conv2d(128, 32, 1);
        smooth = new ModuleList<Conv2d>(Conv2d(32, 32, 3, padding: 1), Conv2d(32, 32, 3, padding: 1), Conv2d(32, 32, 3, padding: 1));
        head = new DetectorHead(32, Classes, Anchors);
        RegisterComponents();
    }

    /// <param name="image">[N, 3, 64, 96]</param>
    public override (Tensor Scores, Tensor Boxes) forward(Tensor image)
    {
        var f3 = c3.call(image);
        var f4 = c4.call(f3);
        var f5 = c5.call(f4);

        var p5 = lateral5.call(f5);
        var p4 = lateral4.call(f4) + functional.interpolate(p5, scale_factor: new double[] { 2, 2 }, mode: InterpolationMode.Nearest);
        var p3 = lateral3.call(f3) + functional.interpolate(p4, scale_factor: new double[] { 2, 2 }, mode: InterpolationMode.Nearest);
        var levels = new[] { smooth[0].call(p3), smooth[1].call(p4), smooth[2].call(p5) };

        var scores = new List<Tensor>();
        var boxes = new List<Tensor>();
        foreach (var level in levels)
        {
            var (s, b) = head.call(level);
            scores.Add(s);
            boxes.Add(b);
        }

        return (torch.cat(scores, 1).sigmoid(), torch.cat(boxes, 1).clamp(min: 0, max: double.PositiveInfinity));
    }

    private static Sequential Stage(long input, long output, long stride) => Sequential(
        Conv2d(input, output, 3, stride: stride, padding: 1, bias: false),
        BatchNorm2d(output),
        LeakyReLU(0.1));
}

public sealed class DetectorHead : Module<Tensor, (Tensor, Tensor)>
{
    private readonly int classes;
    private readonly Conv2d shared;
    private readonly GroupNorm norm;
    private readonly Conv2d score;
    private readonly Conv2d box;

    public DetectorHead(long channels, int classes, int anchors) : base(nameof(DetectorHead))
    {
        this.classes = classes;
        shared = Conv2d(channels, channels, 3, padding: 1);
        norm = GroupNorm(8, channels);
        score = Conv2d(channels, anchors * classes, 1);
        box = Conv2d(channels, anchors * 4, 1);
        RegisterComponents();
    }

    public override (Tensor, Tensor) forward(Tensor x)
    {
        var n = x.shape[0];
        x = functional.relu(norm.call(shared.call(x)));
        var s = score.call(x).permute(0, 2, 3, 1).reshape(n, -1, classes);
        var b = box.call(x).permute(0, 2, 3, 1).reshape(n, -1, 4);
        return (s, b);
    }
}
