using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Numerics;

/// <summary>MFX1801: branches of where get the dtype of its result.</summary>
public sealed class WhereDtypeRuleTests
{
    private const string Id = "MFX1801";

    private const string Members = """
        private readonly double low = -1e30, tenth = 0.1;
        private readonly long seven = 7;
        private const double Tiny = 0.1;
        private readonly Tensor table = arange(3);
        """;

    [Theory]
    [InlineData("float32", "return torch.where(x > 0, x, 0);", "torch.where(x > 0, x, 0f)")]
    [InlineData("float32", "return torch.where(x > 0, -1, x);", "torch.where(x > 0, -1f, x)")]
    [InlineData("float32", "return where(x > 0, x, 0.5);", "where(x > 0, x, 0.5f)")]
    [InlineData("float32", "return where(x > 0, x, -1e9);", "where(x > 0, x, -1e9f)")]
    [InlineData("float32", "return where(x > 0, x, 0.5d);", "where(x > 0, x, (float)0.5d)")]
    [InlineData("float32", "return where(x > 0, x, 0x10);", "where(x > 0, x, (float)0x10)")]
    [InlineData("float32", "return where(x > 0, x, 1_000);", "where(x > 0, x, 1_000f)")]
    [InlineData("float32", "return where(x > 0, x, double.NegativeInfinity);", "where(x > 0, x, (float)double.NegativeInfinity)")]
    [InlineData("float32", "return where(x > 0, x, Tiny);", "where(x > 0, x, (float)Tiny)")]
    [InlineData("float32", "return where(x > 0, x, (int)tenth);", "where(x > 0, x, (float)((int)tenth))")]
    [InlineData("float32", "return where(x > 0, x, tenth);", "where(x > 0, x, (float)tenth)")]
    [InlineData("float32", "return where(x > 0, x, seven + 1);", "where(x > 0, x, (float)(seven + 1))")]
    [InlineData("float32", "return where(x > 0, x, (Tensor)0);", "where(x > 0, x, (Tensor)0f)")]
    [InlineData("float32", "return where(x > 0, x, true);", "where(x > 0, x, tensor(true, dtype: x.dtype))")]
    [InlineData("float64", "return where(x > 0, x, 0);", "where(x > 0, x, 0d)")]
    [InlineData("float64", "return where(x > 0, x, 0.1f);", "where(x > 0, x, (double)0.1f)")]
    [InlineData("float64", "return where(x > 0, x, float.NaN);", "where(x > 0, x, (double)float.NaN)")]
    [InlineData("int64", "return where(x > 0, x, 0);", "where(x > 0, x, 0L)")]
    [InlineData("int64", "return where(x > 0, x, -5);", "where(x > 0, x, -5L)")]
    [InlineData("int64", "return where(x > 0, x, 0.5f);", "where(x > 0, x.to(ScalarType.Float32), 0.5f)")]
    [InlineData("int32", "return where(x > 0, x, seven);", "where(x > 0, x, (int)seven)")]
    [InlineData("int64", "return where(x > 0, x, x / 2);", "where(x > 0, x.to(ScalarType.Float32), x / 2)")]
    [InlineData("int64", "return where(x > 0, -x, x / 2);", "where(x > 0, (-x).to(ScalarType.Float32), x / 2)")]
    [InlineData("float32", "return where(x > 0, x, x.to(int64));", "where(x > 0, x, x.to(int64).to(x.dtype))")]
    [InlineData("float32", "return where(x > 0, x, x.to(float64));", "where(x > 0, x.to(ScalarType.Float64), x.to(float64))")]
    [InlineData("float32", "return where(x > 0, x * 2, (x > 1));", "where(x > 0, x * 2, ((x > 1).to(ScalarType.Float32)))")]
    [InlineData("float32", "return where(x > 0, x, arange(3));", "where(x > 0, x, arange(3).to(x.dtype))")]
    [InlineData("float32", "return where(x > 0, x, torch.tensor(0.1));", "where(x > 0, x, torch.tensor(0.1).to(x.dtype))")]
    [InlineData("float16", "return where(x > 0, x, 0);", "where(x > 0, x, tensor(0, dtype: x.dtype))")]
    [InlineData("float16", "return where(x > 0, x.abs(), 2f);", "where(x > 0, x.abs(), tensor(2f, dtype: ScalarType.Float16))")]
    [InlineData("float32", "return x.where(x > 0, 0);", "x.where(x > 0, 0f)")]
    [InlineData("float32", "return x.to(int64).where(x > 0, x);", "x.to(int64).to(x.dtype).where(x > 0, x)")]
    [InlineData("float32", "return where(y: 0, x: x, condition: x > 0);", "where(y: 0f, x: x, condition: x > 0)")]
    [InlineData("float32", "return where(x > 0, x, /* none */ 0 /* at all */);", "where(x > 0, x, /* none */ 0f /* at all */)")]
    [InlineData("float32", "return where(x > 0, x, where(x < -1, 1, 0f));", "where(x > 0, x, where(x < -1, 1f, 0f))")]
    [InlineData("float32", "return where(x > 0, x, where(x < -1, x, 0).to(int64));", "where(x < -1, x, 0f).to(int64).to(x.dtype))")]
    public void Branches_of_known_dtypes_Triggers(string dtype, string body, string after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, $"{dtype}[N, 3]", Members));

        Assert.NotEmpty(run.Findings);
        Assert.All(run.Findings, f => Assert.Equal((Safety.Proven, Equality.BitExact), (f.Safety, f.Equality)));
        Assert.Contains(after, run.AfterText);
        RuleNumbers.AssertBitExact(run, Inputs(dtype));
    }

    [Theory]
    [InlineData("return functional.softmax(x, 1).where(x > 0, 0);", "[N, 3]", "cast one to the dtype")]
    [InlineData("var y = functional.softmax(x, 1); return where(x > 0, y, y.to(int64));", "[N, 3]", null)]
    [InlineData("var y = functional.softmax(x, 1); return where(x > 0, y, -1);", "[N, 3]", null)]
    [InlineData("var y = functional.softmax(x, 1); return where(x > 0, y, -1e9);", "[N, 3]", null)]
    public void Floating_point_of_an_unknown_width_gives_its_dtype(string body, string contract, string? instead)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, contract));

        var finding = Assert.Single(run.Findings);
        if (instead is null)
        {
            Assert.Equal(Safety.Proven, finding.Safety);
            Assert.Contains("y.dtype)", run.AfterText);
            RuleNumbers.AssertBitExact(run, Inputs("float32").Concat(Inputs("float64")));
        }
        else
        {
            Assert.Equal(Safety.Report, finding.Safety);
            Assert.Contains(instead, finding.Message);
        }
    }

    [Theory]
    [InlineData("return where(x > 0, x, 0);", null, "x is not bool and has dims", "where(x > 0, x, tensor(0, dtype: x.dtype))")]
    [InlineData("return where(x > 0, x, 0);", "[N, 3]", "x is not bool", "where(x > 0, x, tensor(0, dtype: x.dtype))")]
    [InlineData("return where(x > 0, -1e9, x);", "[N, 3]", "x is floating point", "where(x > 0, tensor(-1e9, dtype: x.dtype), x)")]
    [InlineData("return x.where(x > 0, 0.5);", null, "x is floating point and has dims", "x.where(x > 0, tensor(0.5, dtype: x.dtype))")]
    [InlineData("return where(x > 0, x, 0.5);", "float32[...]", "x has dims", "where(x > 0, x, tensor(0.5, dtype: x.dtype))")]
    public void A_number_beside_an_unknown_tensor_IsAssumed(string body, string? contract, string assumption, string after)
    {
        var source = ForwardSource.Of(body, contract);
        var run = RuleRun.Of(Id, source, assume: true);

        var finding = Assert.Single(run.Findings);
        Assert.Equal((Safety.Assumed, assumption), (finding.Safety, finding.Assumption));
        Assert.Contains(after, run.AfterText);
        Assert.Equal(source, RuleRun.Of(Id, source).AfterText);
        RuleNumbers.AssertBitExact(run, Inputs("float32").Concat(Inputs("float64")));
        if (body.Contains(", 0)", StringComparison.Ordinal)) RuleNumbers.AssertBitExact(run, Inputs("int64").Concat(Inputs("int32")));
    }

    [Theory]
    [InlineData("return where(x > 0, x + 1, 0);", null)]
    [InlineData("return where(x > 0, x, x.mean().to(float64));", "float32[...]")]
    [InlineData("return x?.where(x > 0, 0);", "float32[N, 3]")]
    [InlineData("var k = 0; return where(x > 0, x, k++);", "float32[N, 3]")]
    [InlineData("Tensor y; return where(x > 0, y = x, 0);", "float32[N, 3]")]
    public void What_is_not_known_or_assigned_in_it_IsReported(string body, string? contract) =>
        Assert.Equal(Safety.Report, Assert.Single(RuleRun.Of(Id, ForwardSource.Of(body, contract)).Findings).Safety);

    [Theory]
    [InlineData("return where(x > 0, x, 0f);", "float32[N, 3]")]
    [InlineData("return where(x > 0, x, float.NegativeInfinity);", null)]
    [InlineData("return where(x > 0, x, zeros_like(x));", null)]
    [InlineData("return where(x > 0, x, x * 2);", "[N, 3]")]
    [InlineData("return where(x > 0, x, table);", null)]
    [InlineData("return where(x > 0, x, functional.softmax(x, 1));", "[N, 3]")]
    [InlineData("return where(x > 0, functional.softmax(x, 1), 0f);", "[N, 3]")]
    [InlineData("return where(x > 0, x, 0);", "int32[N, 3]")]
    [InlineData("return where(x > 0, x, 0.0);", "float64[N, 3]")]
    [InlineData("return where(x > 0, 1, 0);", null)]
    [InlineData("return where(x > 0)[0];", "float32[N, 3]")]
    [InlineData("return x.masked_fill(x > 0, 0);", "float32[N, 3]")]
    [InlineData("if (training) return where(x > 0, x, 0); return x;", "float32[N, 3]")]
    public void Branches_of_one_dtype_DoesNotTrigger(string body, string? contract) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, contract, "private readonly Tensor table = ones(3);")).Findings);

    [Fact]
    public void Other_names_of_torch_are_kept()
    {
        const string Source = """
            using TorchSharp;
            using F = TorchSharp.torch;

            public class Net : F.nn.Module<F.Tensor, F.Tensor>
            {
                public Net() : base("Net") { }

                /// <param name="x">float32[N, 3]</param>
                public override F.Tensor forward(F.Tensor x) => F.where(x > 0, x, true) + F.where(x > 0, -x, F.arange(3));
            }
            """;
        var run = RuleRun.Of(Id, Source);

        Assert.Contains("F.where(x > 0, x, torch.tensor(true, dtype: x.dtype))", run.AfterText);
        Assert.Contains("F.where(x > 0, -x, F.arange(3).to(torch.ScalarType.Float32))", run.AfterText);
        RuleNumbers.AssertBitExact(run, Inputs("float32"));
    }

    [Theory]
    [InlineData("portable", true), InlineData("onnx-9", true), InlineData("onnx-17", true), InlineData("tensorrt-8.6", true)]
    [InlineData("tensorrt-5.1", false), InlineData("bmnetp", false), InlineData("onnxify", false), InlineData("module-tree", false)]
    public void Triggers_for_runtimes_of_onnx(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var run = RuleRun.Of(Id, ForwardSource.Of("return where(x > 0, x, 0);", "float32[N, 3]"), settings: settings);
        Assert.Equal(on ? 1 : 0, run.Findings.Length);
    }

    [Fact]
    public void A_loss_DoesNotTrigger() =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of("return where(x > 0, x, 0);", "float32[N, 3]").Replace("Net", "HuberLoss")).Findings);

    private static IEnumerable<torch.Tensor> Inputs(string dtype)
    {
        torch.manual_seed(2);
        var type = dtype switch
        {
            "float16" => torch.float16,
            "float64" => torch.float64,
            "int32" => torch.int32,
            "int64" => torch.int64,
            _ => torch.float32,
        };
        yield return (torch.randn(4, 3) * 5).to(type);
        yield return (torch.randn(3, 4) * 5).to(type).t();
        yield return torch.zeros(0, 3, dtype: type);
        if (!type.ToString().StartsWith("Float", StringComparison.Ordinal)) yield break;
        float[] special = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, 1e-40f, 0.1f];
        yield return torch.tensor(special).reshape(2, 3).to(type);
    }
}
