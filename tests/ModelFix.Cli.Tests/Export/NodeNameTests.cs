using ModelFix.Engine.Export;

namespace ModelFix.Cli.Tests.Export;

/// <summary>Nodes are named by the module that they come from, whichever way it is called, so that people find them.</summary>
[Collection("verify")]
public sealed class NodeNameTests : ExportedModels
{
    [Fact]
    public void NodesAreNamedByTheirModules()
    {
        var recorded = Recorded("""
            public class Block : Module<Tensor, Tensor>
            {
                private readonly Module<Tensor, Tensor> net = Sequential(("conv", Conv2d(2, 2, 1)), ("act", ReLU()));

                public Block() : base("Block") => RegisterComponents();

                public override Tensor forward(Tensor x) => Mode(x, ScalarType.Float32, DayOfWeek.Monday);

                private Tensor Mode(Tensor x, ScalarType type = ScalarType.Float16, DayOfWeek day = DayOfWeek.Friday)
                {
                    if (x.shape[0] == 0) return x;
                    return net.forward(x).sin().sin();
                }
            }

            public class Net : Module<Tensor, Tensor>
            {
                private const DeviceType Device = DeviceType.CPU;
                private readonly ModuleList<Block> blocks = new(new Block(), new Block());
                private readonly Module<Tensor, Tensor> last = Conv2d(2, 2, 1);

                public Net() : base("Net") => RegisterComponents();

                /// <param name="x">float32[N, 2, 4, 4]</param>
                public override Tensor forward(Tensor x)
                {
                    x = blocks[1].forward(blocks[0].call(x).cos());
                    return last.call(x).cos();
                }
            }
            """);

        var names = OnnxFile.Names(WholeModels.Written(recorded, ExportOptions.UsualOpset).Graph!);

        Assert.Equal(
            [
                "/blocks/0/net/conv/Conv", "/blocks/0/net/act/Relu", "/blocks/0/Sin", "/blocks/0/Sin_1", "/Cos",
                "/blocks/1/net/conv/Conv", "/blocks/1/net/act/Relu", "/blocks/1/Sin", "/blocks/1/Sin_1", "/last/Conv", "/Cos_1",
            ],
            names);
    }
}
