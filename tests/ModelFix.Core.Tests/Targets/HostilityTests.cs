using ModelFix.Core.Targets;

namespace ModelFix.Core.Tests.Targets;

public sealed class HostilityTests
{
    private static readonly Hostility Some = new(
        "measured",
        TargetRange.Bloated(TargetFamily.Onnx, from: "11.0"),
        new TargetRange(TargetFamily.TensorRT, To: "8.0"),
        TargetRange.Miscomputed(TargetFamily.Bmnetp));

    [Theory]
    [InlineData("onnx-9", null, "")]
    [InlineData("onnx-17", "Bloats", "bloated by onnx-17")]
    [InlineData("tensorrt-7.1", "Refuses", "refused by tensorrt-7.1")]
    [InlineData("onnx-17, tensorrt-7.1", "Refuses", "refused by tensorrt-7.1")]
    [InlineData("onnx-9, onnx-17", "Bloats", "bloated by onnx-17")]
    [InlineData("tensorrt-6.0, tensorrt-7.1", "Refuses", "refused by all")]
    [InlineData("bmnetp, onnx-11, onnx-13", "Miscomputes", "wrong on bmnetp")]
    [InlineData("portable", "Miscomputes", "wrong on bmnetp, refused by tensorrt up to 8.0")]
    [InlineData("onnx-9, onnx-11, onnx-13, onnx-17", "Bloats", "bloated by onnx from 11 on")]
    [InlineData("tensorrt-7.1, tensorrt-8.0, tensorrt-10.1", "Refuses", "refused by tensorrt up to 8.0")]
    [InlineData("module-tree", null, "")]
    public void Of_several_targets_the_worst_counts_and_each_is_named(string names, string? effect, string consequence)
    {
        var target = Target.Of(names.Split(", ").Select(n => Target.Find(n)!).ToList());

        Assert.Equal(names, target.Name);
        Assert.Equal(effect, Some.On(target)?.ToString());
        Assert.Equal(consequence, Some.Consequence(target));
    }

    [Fact]
    public void Portable_beside_another_target_covers_both()
    {
        var target = Target.Of([Target.Portable, Target.Find("onnx-9")!]);

        Assert.Equal(Target.Portable.Members.Append(Target.Find("onnx-9")!).ToHashSet(), target.Members.ToHashSet());
        Assert.Equal("portable, onnx-9", target.Name);
    }
}
