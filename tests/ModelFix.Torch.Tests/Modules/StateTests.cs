using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelFix.Torch.Tests.Modules;

/// <summary>Loading, modes, conversion, hooks and random initialisation.</summary>
public sealed class StateTests
{
    [Fact]
    public void Strict_loading_wants_the_same_names()
    {
        var (from, to) = (Sequential(Linear(2, 3), ReLU(), Linear(3, 1)), Sequential(Linear(2, 3), ReLU(), Linear(3, 1)));
        var (missing, unexpected) = to.load_state_dict(from.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        var x = randn(5, 2);
        Expect.SameBits(from.call(x), to.call(x));
        var other = Sequential(("0", Linear(2, 3)), ("1", Linear(3, 1)));
        var exception = Assert.Throws<InvalidOperationException>(() => other.load_state_dict(from.state_dict()));
        Assert.Contains("1.weight", exception.Message);
        Assert.Contains("2.weight", exception.Message);
    }

    [Fact]
    public void Lenient_loading_tells_what_did_not_match()
    {
        var from = Sequential(Linear(2, 3), ReLU(), Linear(3, 1));
        var to = Sequential(("0", Linear(2, 3)), ("1", Linear(3, 1)));
        var (missing, unexpected) = to.load_state_dict(from.state_dict(), strict: false);
        Assert.Equal(["1.weight", "1.bias"], missing);
        Assert.Equal(["2.weight", "2.bias"], unexpected);
        Expect.SameBits(from.state_dict()["0.weight"], to.state_dict()["0.weight"]);
        to.load_state_dict(from.state_dict(), skip: ["1.weight", "1.bias", "2.weight", "2.bias"]);
    }

    [Fact]
    public void Loading_broadcasts_and_keeps_the_loaded_values_apart()
    {
        var linear = Linear(3, 2, false);
        var row = tensor(new float[] { 1, 2, 3 }, [1, 3]);
        linear.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = row });
        Assert.Equal(new float[] { 1, 2, 3, 1, 2, 3 }, linear.weight.CopyData<float>());
        row.fill_(0);
        Assert.Equal(1f, linear.weight.CopyData<float>()[0]);
        Assert.ThrowsAny<Exception>(() => linear.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = zeros(4) }));
    }

    [Fact]
    public void Modes_reach_all_submodules()
    {
        var model = Sequential(Dropout(), Sequential(BatchNorm1d(2), Dropout()));
        Assert.True(model.training);
        model.eval();
        Assert.False(model.training);
        Assert.All(model.modules(), module => Assert.False(module.training));
        model.train();
        Assert.All(model.modules(), module => Assert.True(module.training));
        model.train(false);
        var x = randn(3, 2);
        Expect.SameBits(model.call(x), model.call(x));
    }

    [Fact]
    public void Dropout_zeroes_and_scales_in_training_only()
    {
        manual_seed(3);
        var (x, layer) = (ones(100, 100), Dropout(0.25));
        var kept = layer.call(x).CopyData<float>();
        Assert.All(kept, value => Assert.Contains(value, new[] { 0, 1 / 0.75f }));
        Assert.InRange(kept.Count(value => value == 0), 2200, 2800);
        layer.eval();
        Expect.SameBits(x, layer.call(x));
        Assert.NotEqual(x.sum().item<float>(), functional.dropout(x).sum().item<float>());
        var channels = Dropout2d().call(ones(20, 20, 2, 2)).sum([2, 3]).CopyData<float>();
        Assert.All(channels, value => Assert.Contains(value, new[] { 0f, 8f }));
        Assert.Contains(0f, channels);
        Assert.Contains(8f, channels);
    }

    [Fact]
    public void Conversion_changes_floats_and_the_fields_that_hold_them()
    {
        var norm = BatchNorm2d(3);
        var weight = norm.weight;
        Assert.Same(norm, norm.to(ScalarType.Float64));
        Assert.NotSame(weight, norm.weight);
        Assert.Equal(ScalarType.Float64, norm.weight.dtype);
        Assert.Equal(ScalarType.Float64, norm.running_var!.dtype);
        Assert.Equal(ScalarType.Int64, norm.num_batches_tracked!.dtype);
        Assert.Same(norm.weight, norm.get_parameter("weight"));
        Assert.Equal(ScalarType.Float64, norm.call(zeros([2, 3, 1, 1], ScalarType.Float64)).dtype);
        var model = Sequential(Linear(2, 2), BatchNorm1d(2)).to(ScalarType.Float64);
        Assert.All(model.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.Throws<ArgumentException>(() => model.to(ScalarType.Int64));
    }

    [Fact]
    public void Hooks_run_around_call_and_not_around_forward()
    {
        var layer = Linear(2, 2);
        var seen = new List<string>();
        var before = layer.register_forward_pre_hook((_, input) => { seen.Add("before"); return input * 0; });
        layer.register_forward_hook((_, _, output) => { seen.Add("after"); return output; });
        layer.register_forward_hook(_ => seen.Add("module"));
        var x = randn(1, 2);
        Expect.SameBits(layer.bias!.unsqueeze(0), layer.call(x));
        Assert.Equal(["before", "after", "module"], seen);
        before.remove();
        layer.call(x);
        Assert.Equal(["before", "after", "module", "after", "module"], seen);
        layer.forward(x);
        Assert.Equal(5, seen.Count);
    }

    [Fact]
    public void Apply_visits_children_before_the_module()
    {
        var names = new List<string>();
        Sequential(ReLU(), Sequential(Tanh())).apply(module => names.Add(module.GetName()));
        Assert.Equal(["ReLU", "Tanh", "Sequential", "Sequential"], names);
    }

    [Fact]
    public void The_seed_decides_the_initial_weights()
    {
        manual_seed(1);
        var first = Conv2d(3, 8, 3);
        manual_seed(1);
        var second = Conv2d(3, 8, 3);
        var third = Conv2d(3, 8, 3);
        Expect.SameBits(first.weight, second.weight);
        Expect.SameBits(first.bias!, second.bias!);
        Assert.NotEqual(second.weight.CopyData<float>(), third.weight.CopyData<float>());
    }

    [Fact]
    public void Initial_weights_have_PyTorchs_distributions()
    {
        manual_seed(2);
        var conv = Conv2d(16, 64, 5, groups: 2);
        AssertUniform(conv.weight, 1 / Math.Sqrt(8 * 25));
        AssertUniform(conv.bias!, 1 / Math.Sqrt(8 * 25));
        AssertUniform(Linear(100, 200).weight, 0.1);
        AssertUniform(init.kaiming_uniform_(empty(200, 100), nonlinearity: init.NonlinearityType.ReLU), Math.Sqrt(6.0 / 100));
        AssertUniform(init.xavier_uniform_(empty(200, 100)), Math.Sqrt(6.0 / 300));
        AssertDeviation(init.kaiming_normal_(empty(200, 100), mode: init.FanInOut.FanOut), Math.Sqrt(2.0 / 200));
        AssertDeviation(init.xavier_normal_(empty(200, 100), 2), 2 * Math.Sqrt(2.0 / 300));
        AssertDeviation(Embedding(300, 100).weight!, 1);
        Assert.All(BatchNorm2d(4).weight.CopyData<float>(), value => Assert.Equal(1f, value));
        Assert.All(PReLU(4).weight.CopyData<float>(), value => Assert.Equal(0.25f, value));
    }

    // The largest of n uniform values is within a few bound / n of the bound.
    private static void AssertUniform(Tensor weights, double bound)
    {
        var values = weights.CopyData<double>();
        Assert.InRange(values.Max(), bound * (1 - 20.0 / values.Length), bound * (1 + 1e-6));
        Assert.InRange(values.Min(), -bound * (1 + 1e-6), -bound * (1 - 20.0 / values.Length));
    }

    private static void AssertDeviation(Tensor weights, double deviation)
    {
        var values = weights.CopyData<double>();
        Assert.InRange(Math.Sqrt(values.Sum(value => value * value) / values.Length), deviation * 0.97, deviation * 1.03);
    }
}
