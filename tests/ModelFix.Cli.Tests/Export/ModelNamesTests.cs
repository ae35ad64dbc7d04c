using ModelFix.Engine.Export;

namespace ModelFix.Cli.Tests.Export;

/// <summary>
/// What files of models are called: no two the same, on file systems that do not tell letters of different case apart either.
/// </summary>
public sealed class ModelNamesTests
{
    [Theory]
    [InlineData("a/One.csproj App.Net", "Net")]
    [InlineData("a/One.csproj App.Net|a/One.csproj App.Other", "Net Other")]
    [InlineData("a/One.csproj App.Net|a/One.csproj App.Parts+Net", "App.Net App.Parts+Net")]
    [InlineData("a/One.csproj App.Net|a/One.csproj App.NET", "One.App.Net.1 One.App.NET.2")]
    [InlineData("a/One.csproj Net|b/Two.csproj Net", "One.Net Two.Net")]
    [InlineData("a/One.csproj Net|b/One.csproj Net|b/One.csproj Own", "One.Net.1 One.Net.2 Own")]
    public void EachIsItsOwn(string models, string names)
    {
        var all = models.Split('|').Select(m => m.Split(' ')).Select(m => (Project: m[0], Model: m[1])).ToList();
        var found = new ModelNames(all);

        Assert.Equal(names, string.Join(' ', all.Select(m => found.Of(m.Project, m.Model))));
    }
}
