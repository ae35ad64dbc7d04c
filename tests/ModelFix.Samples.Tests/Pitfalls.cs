namespace ModelFix.Samples.Tests;

/// <summary>What becomes of a pitfall.</summary>
public enum Outcome
{
    /// <summary><c>modelfix fix</c> rewrites it.</summary>
    Proven,

    /// <summary><c>modelfix fix --assume</c> rewrites it.</summary>
    Assumed,

    /// <summary>The report says why not, and what to do.</summary>
    Report,
}

/// <summary>A pattern that practitioners meet when they export a model, and the place in the samples that holds it.</summary>
/// <param name="Name">What it is, as they call it.</param>
/// <param name="Sample">The sample.</param>
/// <param name="Target">A target that has the problem.</param>
/// <param name="Rule">The rule that finds it.</param>
/// <param name="Place">Text of the one line at which it is found.</param>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Text">What the fix writes, or what the report says.</param>
public sealed record Pitfall(string Name, string Sample, string Target, string Rule, string Place, Outcome Outcome, string Text)
{
    public static readonly IReadOnlyList<Pitfall> All =
    [
        // Shapes.
        new(
            "squeeze that exports as an If", "StereoNet", "tensorrt-7.1", "MFX1001",
            "logits.squeeze(1)", Outcome.Proven, "functional.softmax(logits.select(1, 0), dim: 1)"),
        new(
            "squeeze without a dim", "Tracker", "onnx-17", "MFX1002",
            "boxes.gather(2,", Outcome.Assumed, "best.unsqueeze(1).expand(n, 4, 1)).select(2, 0);"),
        new(
            "view to sizes that are read", "FaceNet", "tensorrt-5.1", "MFX1003",
            "x.view(x.size(0), -1)", Outcome.Proven, "x = x.flatten(1);     // [N, 64 * 7 * 7]"),
        new(
            "shape slices used as data", "Tracker", "tensorrt-5.1", "MFX1004",
            "torch.tensor(search.shape[2..]", Outcome.Report,
            "'search.shape[2..]' is read at run time and computed with; state the input's shape in a doc comment or in modelfix.json"),
        new(
            "tensor divided by an integer size", "Tracker", "tensorrt-5.1", "MFX1004",
            "kernel.shape[2] * kernel.shape[3]", Outcome.Proven, "return response / 64;"),
        new(
            "LSTM with zero states", "SceneParse", "tensorrt-5.1", "MFX1005",
            "var h = torch.zeros(", Outcome.Proven, "lstm.call(rows);"),
        new(
            "windows of a shifted map", "SceneParse", "tensorrt-5.1", "MFX1003",
            "shifted.view(", Outcome.Proven, "shifted.reshape(-1, 32, 12 / Window, Window, 12 / Window, Window)"),

        // Ranges and norms.
        new(
            "clamp without a max", "StereoNet", "tensorrt-7.1", "MFX1101",
            "Regress(probability).clamp", Outcome.Proven, ".clamp(min: 0, max: double.PositiveInfinity)"),
        new(
            "functional normalize", "FaceNet", "tensorrt-7.1", "MFX1201",
            "F.normalize(", Outcome.Proven, "x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity)"),
        new(
            "BatchNorm1d head", "FaceNet", "tensorrt-5.1", "MFX1202",
            "features = BatchNorm1d", Outcome.Proven, "features = new ManualBatchNorm1d(embedding, eps: 2e-5);"),
        new(
            "BatchNorm1d head in a Sequential", "VideoNet", "tensorrt-5.1", "MFX1202",
            "BatchNorm1d(64)", Outcome.Proven, "(\"norm\", new ManualBatchNorm1d(64)),"),
        new(
            "group norm", "Tracker", "tensorrt-5.1", "MFX1203",
            "norm = GroupNorm(", Outcome.Assumed, "In4Groups16x8x8(backbone.call(template), norm.weight!, norm.bias!)"),
        new(
            "global mean, by its dims", "VideoNet", "onnxify", "MFX1204",
            "clip.mean()", Outcome.Proven, "clip - clip.mean(new long[] { 0, 1, 2, 3, 4 })"),
        new(
            "global mean, which TensorRT 5 has not", "VideoNet", "tensorrt-5.1", "MFX1204",
            "clip.mean()", Outcome.Report, "TensorRT up to 6 has no form of it: reduce over each sample by itself"),
        new(
            "PReLU", "FaceNet", "tensorrt-5.1", "MFX1205",
            "act1 = PReLU(16)", Outcome.Proven, "PreluOf4Dims(bn1.call(conv1.call(x)), act1.weight!)"),
        new(
            "PReLU in a Sequential", "FaceNet", "tensorrt-5.1", "MFX1205",
            "PReLU(outChannels)", Outcome.Report, "keep it in a private field, so that its calls can be written out"),

        // Assignments.
        new(
            "assignment by one index", "Memory", "tensorrt-7.1", "MFX1301",
            "k[.., 0] = 0f", Outcome.Proven,
            "k = torch.cat(new[] { torch.zeros_like(k.narrow(1, 0, 1)), k.narrow(1, 1, 5) }, 1);"),
        new(
            "assignment by several indices", "Memory", "tensorrt-7.1", "MFX1301",
            "v[.., 1..3, ..4] =", Outcome.Proven,
            "torch.cat(new[] { torch.zeros_like(v[.., 1..3, ..4]), v.narrow(1, 1, 2).narrow(2, 4, 4) }, 2),"),
        new(
            "assignment in a loop", "StereoNet", "tensorrt-7.1", "MFX1305",
            "cost[.., ..Channels, d] = fl", Outcome.Proven, "var cost = torch.stack(costSlices, 2);"),
        new(
            "target that a loss changes", "Tracker", "portable", "MFX1306",
            "target.clamp_(0, 1)", Outcome.Assumed, "target = target.clamp(0, 1);"),

        // Pools.
        new(
            "adaptive pool that divides", "SceneNet", "onnx-17", "MFX1401",
            "pool3 = AdaptiveAvgPool2d", Outcome.Proven, "pool3 = AvgPool2d(4, 4, count_include_pad: false);"),
        new(
            "adaptive pool that does not divide", "SceneParse", "onnx-17", "MFX1401",
            "coarse = AdaptiveAvgPool2d(5)", Outcome.Proven, "gate.call(Average12x12To5x5Bins(x).flatten(1))"),
        new(
            "pools of 1, 2, 3 and 6, made in a loop", "SceneParse", "onnx-17", "MFX1401",
            "AdaptiveAvgPool2d(bins)", Outcome.Proven,
            "bins == 1 ? AdaptiveAvgPool2d(1) : AvgPool2d(12 / bins, 12 / bins, count_include_pad: false)"),
        new(
            "MaxPool3d over channels, with a stride in depth", "VideoNet", "onnx-17", "MFX1402",
            "thin = MaxPool3d(", Outcome.Proven, "thin.call(frame.call(frames).unsqueeze(1)).select(1, 0)"),
        new(
            "MaxPool3d over channels, without one", "Tracker", "onnx-17", "MFX1402",
            "halve = MaxPool3d(", Outcome.Proven, "halve.call(stem.call(image).unsqueeze(1)).select(1, 0)"),

        // Convolutions and resizing.
        new(
            "interpolate to a size", "SceneNet", "tensorrt-7.1", "MFX1501",
            "size: image.shape[2..]", Outcome.Proven, "scale_factor: new double[] { 8, 8 }, mode: InterpolationMode.Bilinear"),
        new(
            "interpolate by factors", "SceneParse", "onnx-9", "MFX1502",
            "scale_factor: new double[] { 2, 2 }", Outcome.Assumed, "x = ResizeBilinear12x12To24x24(pyramid.call(x));"),
        new(
            "bilinear with align_corners before opset 11", "StereoNet", "onnx-9", "MFX1502",
            "functional.interpolate(coarse,", Outcome.Assumed, "coarse = ResizeBilinearAligned4x8To16x32(coarse);"),
        new(
            "output_padding of ConvTranspose3d", "StereoNet", "tensorrt-7.1", "MFX1503",
            "up = ConvTranspose3d(", Outcome.Proven,
            "up.call(x).slice(2, 1, long.MaxValue, 1).slice(3, 1, long.MaxValue, 1).slice(4, 1, long.MaxValue, 1)"),
        new(
            "same padding computed in forward", "EfficientSeg", "onnx-17", "MFX1702",
            "if (padH > 0 || padW > 0)", Outcome.Report, "fix the sizes in the contract, or write what holds for every size"),
        new(
            "static same padding and functional conv2d", "SceneParse", "module-tree", "MFX1707",
            "forward(Tensor input)", Outcome.Report, "computes pad, conv2d itself, which an exporter that walks the modules drops"),

        // Indices and products.
        new(
            "gather", "SceneParse", "tensorrt-7.1", "MFX1601",
            "gather(1, best)", Outcome.Proven,
            "gathered.masked_fill(best.ne(arange(8, device: gathered.device).view(8, 1, 1)), 0).sum(1, true)"),
        new(
            "gather along a dim that varies", "Tracker", "tensorrt-7.1", "MFX1601",
            "boxes.gather(2,", Outcome.Report, "the one along the dim must be known, and all that is known is [N, 4, "),
        new(
            "einsum attention", "SceneParse", "tensorrt-7.1", "MFX1604",
            "torch.einsum(\"bihd,bjhd->bhij\"", Outcome.Proven, "torch.matmul(q.transpose(1, 2), k.permute(0, 2, 3, 1))"),
        new(
            "einsum of weights and values", "SceneParse", "tensorrt-7.1", "MFX1604",
            "torch.einsum(\"bhij,bjhd->bihd\"", Outcome.Proven,
            "torch.matmul(scores.softmax(-1), v.transpose(1, 2)).transpose(1, 2)"),

        // Tracing and weights.
        new(
            "branch that depends on data", "Tracker", "onnx-17", "MFX1701",
            "score.max().ToSingle()", Outcome.Proven, "torch.where(score.max() > 0.6f, score * score, score * 0.5f)"),
        new(
            "loop that depends on data", "Tracker", "onnx-17", "MFX1701",
            "while (response.abs()", Outcome.Report, "the loop is exported with as many rounds as the example takes; run a fixed number"),
        new(
            "device moved inside forward", "Tracker", "portable", "MFX1704",
            ".to(score.device)", Outcome.Proven, "torch.arange(score.shape[dim], device: score.device)"),
        new(
            "activation with a backward of its own", "EfficientSeg", "onnx-17", "MFX1705",
            "Swish.apply(expand.call(x))", Outcome.Report, "write what its forward returns, x * x.sigmoid(), if the gradient of that"),
        new(
            "weights loaded with strict off", "Tracker", "portable", "MFX1901",
            "tracker.load(path", Outcome.Assumed, "tracker.load(path, strict: true);"),
    ];

    public static Pitfall Named(string name) => All.Single(p => p.Name == name);
}
