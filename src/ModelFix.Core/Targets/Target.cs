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

/// <summary>
/// An exporter or runtime at one version, or several together: <see cref="Portable"/> stands for all that a model should work on today.
/// </summary>
internal sealed class Target
{
    private readonly TargetFamily _family;
    private readonly Version _version;

    private Target(string name, TargetFamily family, Version version)
    {
        (Name, _family, _version) = (name, family, version);
        Members = ImmutableArray.Create(this);
    }

    private Target(string name, ImmutableArray<Target> members)
    {
        (Name, _family, _version) = (name, members[0]._family, members[0]._version);
        Members = members;
    }

    /// <summary>Every single target, oldest first within its family.</summary>
    public static readonly ImmutableArray<Target> All = ImmutableArray.Create(
        Onnx(9), Onnx(11), Onnx(13), Onnx(17),
        TensorRT(5, 1), TensorRT(6, 0), TensorRT(7, 1), TensorRT(8, 0), TensorRT(8, 2), TensorRT(8, 4), TensorRT(8, 5), TensorRT(8, 6),
        TensorRT(10, 1),
        new Target("bmnetp", TargetFamily.Bmnetp, new Version(1, 0)),
        new Target("onnxify", TargetFamily.Onnxify, new Version(1, 0)),
        new Target("module-tree", TargetFamily.ModuleTree, new Version(1, 0)));

    /// <summary>onnx-11 and later, tensorrt-7.1 and later, bmnetp and onnxify together: the default.</summary>
    public static readonly Target Portable = new("portable", All.Where(IsPortable).ToImmutableArray());

    /// <summary>How it is chosen; of several, their names with commas.</summary>
    public string Name { get; }

    /// <summary>The single targets that this one stands for, itself where it is one.</summary>
    public ImmutableArray<Target> Members { get; }

    public static IEnumerable<string> Names => All.Select(t => t.Name).Prepend(Portable.Name);

    /// <summary>The target of that name, or null.</summary>
    public static Target? Find(string name) => name == Portable.Name ? Portable : All.FirstOrDefault(t => t.Name == name);

    /// <summary>Several targets that a model goes to: what is a problem for one of them is one, and what is written suits all.</summary>
    public static Target Of(IReadOnlyCollection<Target> targets) => targets.Distinct().Count() == 1
        ? targets.First()
        : new Target(
            string.Join(", ", targets.Select(t => t.Name).Distinct()),
            All.Where(t => targets.Any(given => given.Members.Contains(t))).ToImmutableArray());

    /// <summary>True for a single target of a family, from one version on and up to another.</summary>
    public bool IsOf(TargetFamily family, string? from = null, string? to = null) => Members.Length == 1
        && _family == family
        && (from is null || _version >= Version.Parse(from))
        && (to is null || _version <= Version.Parse(to));

    /// <summary>The family of a single target.</summary>
    public TargetFamily Family => _family;

    /// <summary>The version of a single target as its name has it: 17, 8.6.</summary>
    public string VersionText => Name.Substring(Name.IndexOf('-') + 1);

    public override string ToString() => Name;

    private static bool IsPortable(Target target) => target._family switch
    {
        TargetFamily.Onnx => target.IsOf(TargetFamily.Onnx, "11.0"),
        TargetFamily.TensorRT => target.IsOf(TargetFamily.TensorRT, "7.1"),
        TargetFamily.Bmnetp or TargetFamily.Onnxify => true,
        _ => false,
    };

    private static Target Onnx(int opset) => new($"onnx-{opset}", TargetFamily.Onnx, new Version(opset, 0));

    private static Target TensorRT(
        int major,
        int minor) => new($"tensorrt-{major}.{minor}", TargetFamily.TensorRT, new Version(major, minor));
}
