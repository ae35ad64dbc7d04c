using System.Collections.Immutable;

namespace ModelFix.Core.Targets;

internal enum TargetFamily
{
    /// <summary>A tracing exporter to ONNX; the version is the opset.</summary>
    Onnx,

    /// <summary>TensorRT through its ONNX importer.</summary>
    TensorRT,

    /// <summary>Sophon BMNETP: traced models without control flow, CPU only.</summary>
    Bmnetp,

    /// <summary>TorchSharp models that are exported by decompiling forward.</summary>
    Onnxify,

    /// <summary>Exporters that walk children() and never call forward.</summary>
    ModuleTree,
}

/// <summary>An exporter or runtime at one version; <see cref="Portable"/> stands for all that a model should work on today.</summary>
internal sealed record Target(string Name, TargetFamily Family, Version Version)
{
    /// <summary>Every single target, oldest first within its family.</summary>
    public static readonly ImmutableArray<Target> All = ImmutableArray.Create(
        Onnx(9), Onnx(11), Onnx(13), Onnx(17),
        TensorRT(5, 1), TensorRT(6, 0), TensorRT(7, 1), TensorRT(8, 0), TensorRT(8, 2), TensorRT(8, 4), TensorRT(8, 5), TensorRT(8, 6),
        TensorRT(10, 1),
        new Target("bmnetp", TargetFamily.Bmnetp, new Version(1, 0)),
        new Target("onnxify", TargetFamily.Onnxify, new Version(1, 0)),
        new Target("module-tree", TargetFamily.ModuleTree, new Version(1, 0)));

    /// <summary>onnx-11 and later, tensorrt-7.1 and later, bmnetp and onnxify together: the default.</summary>
    public static readonly Target Portable = new("portable", TargetFamily.Onnx, new Version(11, 0));

    /// <summary>The single targets that this one stands for: itself, or all that portable covers.</summary>
    public ImmutableArray<Target> Members => Name != "portable" ? ImmutableArray.Create(this) : All.Where(IsPortable).ToImmutableArray();

    public static IEnumerable<string> Names => All.Select(t => t.Name).Prepend(Portable.Name);

    public static Target? Find(string name) => name == Portable.Name ? Portable : All.FirstOrDefault(t => t.Name == name);

    public override string ToString() => Name;

    private static bool IsPortable(Target target) => target.Family switch
    {
        TargetFamily.Onnx => target.Version >= new Version(11, 0),
        TargetFamily.TensorRT => target.Version >= new Version(7, 1),
        TargetFamily.Bmnetp or TargetFamily.Onnxify => true,
        _ => false,
    };

    private static Target Onnx(int opset) => new($"onnx-{opset}", TargetFamily.Onnx, new Version(opset, 0));

    private static Target TensorRT(
        int major,
        int minor) => new($"tensorrt-{major}.{minor}", TargetFamily.TensorRT, new Version(major, minor));
}
