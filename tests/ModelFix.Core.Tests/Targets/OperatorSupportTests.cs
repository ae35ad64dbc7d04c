using ModelFix.Core.Targets;

namespace ModelFix.Core.Tests.Targets;

/// <summary>Which ONNX operators TensorRT takes, as the matrix of onnx-tensorrt has it.</summary>
public sealed class OperatorSupportTests
{
    [Theory]
    [InlineData("Conv", "tensorrt-5.1", "")]
    [InlineData("Where", "tensorrt-6.0", "refused by tensorrt-6.0")]
    [InlineData("Where", "tensorrt-7.1", "")]
    [InlineData("LayerNormalization", "tensorrt-8.5", "refused by tensorrt-8.5")]
    [InlineData("LayerNormalization", "tensorrt-8.6", "")]
    [InlineData("Reciprocal", "tensorrt-6.0", "")]
    [InlineData("Reciprocal", "tensorrt-8.2", "refused by tensorrt-8.2")]
    [InlineData("Reciprocal", "tensorrt-8.4", "")]
    [InlineData("BitwiseAnd", "tensorrt-10.1", "refused by tensorrt-10.1")]
    [InlineData("BitwiseAnd", "onnx-17", "")]
    public void Says_what_becomes_of_an_operator(string name, string target, string consequence) =>
        Assert.Equal(consequence, OperatorSupport.Consequence(name, Target.Find(target)!));
}
