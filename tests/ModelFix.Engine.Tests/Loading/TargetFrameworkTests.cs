using ModelFix.Engine.Loading;

namespace ModelFix.Engine.Tests.Loading;

/// <summary>
/// The symbols and language versions that <c>dotnet msbuild -t:AddImplicitDefineConstants</c> of the .NET 10 SDK gives for each framework.
/// </summary>
public sealed class TargetFrameworkTests
{
    private const string Core =
        "NETCOREAPP1_0_OR_GREATER NETCOREAPP1_1_OR_GREATER NETCOREAPP2_0_OR_GREATER NETCOREAPP2_1_OR_GREATER NETCOREAPP2_2_OR_GREATER "
            + "NETCOREAPP3_0_OR_GREATER NETCOREAPP3_1_OR_GREATER";

    private const string Standard =
        "NETSTANDARD1_0_OR_GREATER NETSTANDARD1_1_OR_GREATER NETSTANDARD1_2_OR_GREATER NETSTANDARD1_3_OR_GREATER NETSTANDARD1_4_OR_GREATER "
            + "NETSTANDARD1_5_OR_GREATER NETSTANDARD1_6_OR_GREATER NETSTANDARD2_0_OR_GREATER";

    private const string Framework =
        "NET20_OR_GREATER NET30_OR_GREATER NET35_OR_GREATER NET40_OR_GREATER NET45_OR_GREATER NET451_OR_GREATER NET452_OR_GREATER "
            + "NET46_OR_GREATER NET461_OR_GREATER NET462_OR_GREATER NET47_OR_GREATER NET471_OR_GREATER NET472_OR_GREATER";

    [Theory]
    [InlineData(
        "net10.0",
        "14.0",
        "NET NET10_0 NETCOREAPP NET5_0_OR_GREATER NET6_0_OR_GREATER NET7_0_OR_GREATER NET8_0_OR_GREATER NET9_0_OR_GREATER "
            + $"NET10_0_OR_GREATER {Core}")]
    [InlineData("net8.0", "12.0", $"NET NET8_0 NETCOREAPP NET5_0_OR_GREATER NET6_0_OR_GREATER NET7_0_OR_GREATER NET8_0_OR_GREATER {Core}")]
    [InlineData("net6.0", "10.0", $"NET NET6_0 NETCOREAPP NET5_0_OR_GREATER NET6_0_OR_GREATER {Core}")]
    [InlineData("net5.0", "9.0", $"NET NET5_0 NETCOREAPP NET5_0_OR_GREATER {Core}")]
    [InlineData("netcoreapp3.1", "8.0", $"NETCOREAPP NETCOREAPP3_1 {Core}")]
    [InlineData("netstandard2.0", "7.3", $"NETSTANDARD NETSTANDARD2_0 {Standard}")]
    [InlineData("netstandard2.1", "8.0", $"NETSTANDARD NETSTANDARD2_1 {Standard} NETSTANDARD2_1_OR_GREATER")]
    [InlineData("net472", "7.3", $"NETFRAMEWORK NET472 {Framework}")]
    [InlineData("net48", "7.3", $"NETFRAMEWORK NET48 {Framework} NET48_OR_GREATER")]
    [InlineData(
        "net8.0-windows",
        "12.0",
        "NET NET8_0 NETCOREAPP WINDOWS WINDOWS7_0 WINDOWS7_0_OR_GREATER NET5_0_OR_GREATER NET6_0_OR_GREATER NET7_0_OR_GREATER "
            + $"NET8_0_OR_GREATER {Core}")]
    public void A_framework_decides_symbols_and_language(string name, string language, string symbols)
    {
        var framework = TargetFramework.Parse(name)!;

        Assert.Equal(symbols.Split(' ').Order(StringComparer.Ordinal), framework.Symbols.Order(StringComparer.Ordinal));
        Assert.Equal(language, framework.Language);
        Assert.True(framework.AreSymbolsCertain);
    }

    [Theory]
    [InlineData("$(Framework)")]
    [InlineData("portable")]
    [InlineData("sl5")]
    public void What_is_no_framework_of_today_is_not_known(string name) => Assert.Null(TargetFramework.Parse(name));

    [Theory]
    [InlineData("net8.0-android")]
    [InlineData("net8.0-windows10.0.19041.0")]
    public void The_versions_of_a_platform_are_not_certain(string name) => Assert.False(TargetFramework.Parse(name)!.AreSymbolsCertain);
}
