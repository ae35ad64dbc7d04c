using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelFix.Torch.Tests.Tensors;

public sealed class TensorTests
{
    [Fact]
    public void Equal_seeds_give_equal_numbers()
    {
        manual_seed(7);
        var first = randn(3, 4);
        manual_seed(7);

        Assert.True(first.Equals(randn(3, 4)));
        Assert.False(first.Equals(randn(3, 4)));
    }

    [Fact]
    public void Uniform_numbers_lie_in_their_interval_and_spread()
    {
        manual_seed(1);
        var x = rand(10_000);

        Assert.True(x.min().item<float>() >= 0 && x.max().item<float>() < 1);
        Assert.InRange(x.mean().item<float>(), 0.48f, 0.52f);
        Assert.InRange(randn(10_000).std().item<float>(), 0.97f, 1.03f);
    }

    [Fact]
    public void A_generators_state_can_be_taken_and_given_back()
    {
        randn(1);
        var state = get_rng_state();
        var first = randn(3);
        set_rng_state(state);

        Assert.True(first.Equals(randn(3)));
    }

    [Fact]
    public void Randperm_holds_every_number_once() =>
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => (long)i), randperm(20).data<long>().ToArray().Order());

    [Fact]
    public void Item_demands_one_element_of_its_type()
    {
        Assert.Equal(2.5f, tensor(2.5f).item<float>());
        Assert.Throws<ArgumentException>(() => tensor(2.5f).item<double>());
        Assert.Throws<ArgumentException>(() => ones(2).item<float>());
    }

    [Fact]
    public void Data_reads_and_writes_in_row_major_order()
    {
        var x = arange(6).view(2, 3).t();
        x.data<long>()[2, 1] = 9;

        Assert.Equal([0, 3, 1, 4, 2, 9], x.data<long>().ToArray());
        Assert.Equal(9, ((long[,])x.data<long>().ToNDArray())[2, 1]);
    }

    [Fact]
    public void From_array_shares_a_vector_and_tensor_copies_it()
    {
        var data = new[] { 1f, 2f };
        var (shared, copied) = (from_array(data), tensor(data));
        data[0] = 9;

        Assert.Equal(9f, shared[0].item<float>());
        Assert.Equal(1f, copied[0].item<float>());
    }

    [Fact]
    public void A_parameter_shares_its_storage_and_is_trainable()
    {
        var data = zeros(2);
        var parameter = new Parameter(data);
        parameter.fill_(3);

        Assert.Equal(3f, data[0].item<float>());
        Assert.True(parameter.requires_grad);
    }

    [Fact]
    public void An_unsupported_dtype_is_named_with_the_operator()
    {
        var error = Assert.Throws<NotSupportedException>(() => ones(2).to(ScalarType.ComplexFloat32));

        Assert.Contains("to", error.Message, StringComparison.Ordinal);
        Assert.Contains("ComplexFloat32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_names_the_operator_and_both_shapes()
    {
        var error = Assert.Throws<ExternalException>(() => ones(2, 3) + ones(2, 4));

        Assert.StartsWith("add: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("[2, 3] and [2, 4]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_shape_dtype_and_device() => Assert.Equal("[2x3], type = Float32, device = cpu", zeros(2, 3).ToString());

    [Fact]
    public void Devices_are_parsed_but_only_the_cpu_holds_data()
    {
        Assert.Equal(1, new Device("cuda:1").index);
        Assert.Equal("cuda:1", new Device("cuda:1").ToString());
        Assert.Throws<InvalidOperationException>(() => ones(2).to("cuda"));
        Assert.Throws<ArgumentException>(() => new Device("gpu"));
    }

    [Fact]
    public void The_indexer_bears_TorchSharps_name() =>
        Assert.Contains(typeof(Tensor).GetProperties(), static property => property.Name == "TensorItems");

    [Fact]
    public void A_custom_function_runs_its_forward()
    {
        Assert.Equal([0f, 4f], Doubling.apply(tensor(new[] { 0f, 2f })).data<float>().ToArray());
    }

    [Fact]
    public void The_literal_0_is_a_dtype_for_sum_and_other_numbers_are_dims()
    {
        var x = tensor(new[] { 1.5f, 2.5f, 3.5f, 4.5f }).view(2, 2);

        Assert.Equal(ScalarType.Byte, x.sum(0).dtype);
        Assert.Equal([2L], x.sum(1).shape);
        Assert.Equal([2L], x.sum(0L).shape);
    }

    private sealed class Doubling : autograd.SingleTensorFunction<Doubling>
    {
        public override string Name => nameof(Doubling);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 2;

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * 2];
    }

    /// <summary>PyTorch 1.13: <c>torch.tensor([[3e38, 1e38], [1e-23, 2e-23], [1e-14, 1e-14], [1e20, 1e20]]).norm(p, 1)</c>.</summary>
    [Theory]
    [InlineData(1f, float.PositiveInfinity, 3.000000157e-23f, 1.999999965e-14f, 2.00000004e20f)]
    [InlineData(2f, float.PositiveInfinity, 0f, 1.4142134932e-14f, float.PositiveInfinity)]
    [InlineData(3f, float.PositiveInfinity, 0f, 1.2601411647e-14f, float.PositiveInfinity)]
    [InlineData(0.5f, float.PositiveInfinity, 5.8284274852e-23f, 3.9999999298e-14f, 4.0000000802e20f)]
    [InlineData(10f, float.PositiveInfinity, 0f, 0f, float.PositiveInfinity)]
    public void The_powers_of_a_norm_overflow_and_vanish_in_float32(float p, params float[] expected)
    {
        var x = tensor(new[] { 3e38f, 1e38f, 1e-23f, 2e-23f, 1e-14f, 1e-14f, 1e20f, 1e20f }, new long[] { 4, 2 });
        var norms = x.norm(1, false, p).data<float>().ToArray();
        for (var i = 0; i < norms.Length; i++)
            Assert.True(norms[i] == expected[i] || Math.Abs(norms[i] - expected[i]) <= 1e-6 * expected[i], $"{norms[i]:R}, not {expected[i]:R}");
    }
}
