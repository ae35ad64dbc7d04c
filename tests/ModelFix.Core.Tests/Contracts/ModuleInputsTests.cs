using ModelFix.Core.Tests.Interpretation;

namespace ModelFix.Core.Tests.Contracts;

/// <summary>Contracts in attributes of a module, as an exporter's library has them.</summary>
public sealed class ModuleInputsTests
{
    [Theory]
    [InlineData("[ModuleInput(\"x\", ScalarType.Float32, \"N\", 3, 224, 224)]", "[N, 3, 224, 224]", "Float32")]
    [InlineData("[ModuleInput(\"x\", ScalarType.Int64, 2L)]", "[2]", "Int64")]
    [InlineData(
        "[ModuleInput(\"y\", ScalarType.Int64, 2), ModuleInput(\"x\", ScalarType.Float16, \"N\", \"T/2\")]", "[N, (T)/2]", "Float16")]
    [InlineData("[ModuleInput(\"x\", ScalarType.Float32, \"any text\")]", "[...]", "Unknown")]
    [InlineData("[ModuleInput(\"x\", ScalarType.Float32, -1, 3)]", "[...]", "Unknown")]
    [InlineData("[ModuleInput(\"y\", ScalarType.Float32, 3)]", "[...]", "Unknown")]
    public void An_attribute_of_the_class_is_a_contract(string attribute, string shape, string type)
    {
        var question = FlowQuestion.Source($$"""
            using System;
            using TorchSharp;
            using static TorchSharp.torch;

            [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
            public sealed class ModuleInputAttribute : Attribute
            {
                public ModuleInputAttribute(string name, ScalarType type, params object[] shape) { }
            }

            {{attribute}}
            public class Net : nn.Module<Tensor, Tensor>
            {
                public Net() : base("Net") { }
                public override Tensor forward(Tensor x) { Ask(x); return x; }
                private static void Ask(Tensor x) { }
            }
            """);

        Assert.Equal((shape, type), (question.TensorShape.Display, question.Type.ToString()));
    }
}
