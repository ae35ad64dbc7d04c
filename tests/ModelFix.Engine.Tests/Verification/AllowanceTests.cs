using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Tests.Verification;

/// <summary>How far two versions may be apart: strictly in float64, in float32 by the noise that the version before has itself.</summary>
public sealed class AllowanceTests
{
    private static readonly Allowance Usual = new(Asked: null, IsExact: false);

    /// <summary>StereoNet's deep sums: 1.8e-3 in float32, where the model itself is 1.1e-2 from float64, and 6e-13 in float64.</summary>
    [Fact]
    public void Float32_noise_that_the_version_before_has_too_is_no_difference()
    {
        var difference = new OutputDifference("output", Single(1.8e-3), Double(6e-13), Noise: 1.1e-2, null);

        Assert.True(Usual.Double(difference, "random")!.IsEqual);
        Assert.True(Usual.Single(difference, "random", usual: 0)!.IsEqual);
    }

    [Theory]
    [InlineData(1e-5)]
    [InlineData(1e-8)]
    public void A_real_difference_is_caught_in_float64_however_noisy_float32_is(double difference) =>
        Assert.False(
            Usual.Double(new OutputDifference("output", Single(difference), Double(difference), Noise: 1e-4, null), "random")!.IsEqual);

    [Fact]
    public void A_form_that_loses_digits_in_float32_alone_is_caught()
    {
        var difference = new OutputDifference("output", Single(1e-4), Double(1e-13), Noise: 1e-6, null);

        Assert.True(Usual.Double(difference, "random")!.IsEqual);
        Assert.False(Usual.Single(difference, "random", usual: 0)!.IsEqual);
    }

    [Fact]
    public void Noise_that_is_small_by_luck_on_one_call_is_judged_by_that_of_the_others() =>
        Assert.True(
            Usual.Single(new OutputDifference("output", Single(5e-6), Double(1e-15), Noise: 0, null), "random", usual: 1e-6)!.IsEqual);

    /// <summary>
    /// The gradient of a bias before a normalisation is 0: what is computed is rounding, relative to which everything is far.
    /// </summary>
    [Fact]
    public void What_is_nothing_but_rounding_in_float64_is_judged_by_its_size_in_float32()
    {
        var before = new Distance("Float64", Absolute: 3e-17, Scale: 2e-17);

        Assert.True(Usual.Double(new OutputDifference("gradient of bias", null, before, Noise: 1e-8, null), "random")!.IsEqual);
        Assert.False(
            Usual.Double(
                new OutputDifference("gradient of bias", null, before with { Absolute = 1e-12 }, Noise: 1e-8, null), "random")!.IsEqual);
    }

    [Fact]
    public void Nothing_is_near_infinity()
    {
        var difference = new OutputDifference("output", Single(double.PositiveInfinity), Double(double.PositiveInfinity), Noise: 1, null);

        Assert.False(Usual.Double(difference, "NaN")!.IsEqual);
        Assert.False(Usual.Single(difference, "NaN", usual: 1)!.IsEqual);
    }

    [Theory]
    [InlineData("Float16", 4e-3, true)]
    [InlineData("Float16", 4e-2, false)]
    [InlineData("BFloat16", 4e-2, true)]
    [InlineData("Int64", 1e-3, false)]
    public void What_forward_itself_rounds_is_judged_by_its_dtype(string type, double relative, bool equal) =>
        Assert.Equal(
            equal, Usual.Double(new OutputDifference("output", null, new Distance(type, relative, 1), Noise: 0, null), "random")!.IsEqual);

    [Theory]
    [InlineData(true, 1e-6, false)]
    [InlineData(true, 5e-7, true)]
    [InlineData(false, 9e-6, true)]
    [InlineData(false, 2e-5, false)]
    public void Without_float64_the_rules_promise_decides(bool exact, double relative, bool equal) =>
        Assert.Equal(
            equal,
            new Allowance(
                null, exact).Single(new OutputDifference("output", Single(relative), null, null, null), "random", usual: 0)!.IsEqual);

    [Fact]
    public void What_the_user_asks_for_counts_in_both()
    {
        var difference = new OutputDifference("output", Single(1e-2), Double(1e-2), Noise: 0, null);

        Assert.True(new Allowance(0.02, IsExact: true).Double(difference, "random")!.IsEqual);
        Assert.True(new Allowance(0.02, IsExact: true).Single(difference, "random", usual: 0)!.IsEqual);
        Assert.False(new Allowance(0.005, IsExact: true).Double(difference, "random")!.IsEqual);
        Assert.Equal(1e-2, new Allowance(0.005, IsExact: true).Double(difference, "random")!.Needs);
    }

    private static Distance Single(double relative) => new("Float32", relative, 1);

    private static Distance Double(double relative) => new("Float64", relative, 1);
}
