using System.Text.Json;
using System.Text.RegularExpressions;
using ModelFix.Cli;
using ModelFix.Testing;

namespace ModelFix.Samples.Tests;

/// <summary>What <c>modelfix init</c> writes of the samples and of classic architectures is true, and taken by check.</summary>
public sealed class InitTests
{
    public static TheoryData<string> Models => [.. Model.All.Select(m => m.Name)];

    /// <summary>How many of the models have every input written, without a comment that states one.</summary>
    private const int Known = 11;

    [Theory, MemberData(nameof(Models))]
    public void What_comments_state_is_left_to_them(string name) => Assert.Empty(Initialised(Model.Named(name), isCommented: true));

    [Theory, MemberData(nameof(Models))]
    public void Shapes_are_those_that_the_model_runs_with(string name)
    {
        var model = Model.Named(name);
        foreach (var (input, shape) in Initialised(model, isCommented: false).Zip(model.Shapes)) AssertFits(input, [2, .. shape]);
    }

    [Fact]
    public void Most_models_are_known_without_comments() =>
        Assert.Equal(Known, Model.All.Count(m => Initialised(m, isCommented: false).Count == m.Shapes.Length));

    /// <summary>The shapes that init writes of the model, after check has accepted them.</summary>
    private static List<string> Initialised(Model model, bool isCommented)
    {
        using var folder = new TemporaryFolder();
        foreach (var (path, text) in model.Files.Where(f => f.Path != "modelfix.json"))
            folder.Write(path, isCommented ? text : Regex.Replace(text, "^.*<param name=.*\r?\n", "", RegexOptions.Multiline));
        Assert.Equal(0, Run(folder, "init").Exit);

        var check = Run(folder, "check");

        Assert.True(check.Exit is 0 or 1, check.Error);
        Assert.DoesNotContain("MFX0001", check.Output);
        using var json = JsonDocument.Parse(folder.Read("modelfix.json"));
        Assert.Contains(model.Type, json.RootElement.GetProperty("roots").EnumerateArray().Select(r => r.GetString()));
        var written = json.RootElement.GetProperty("models").GetProperty(model.Type).GetProperty("inputs");
        return [.. written.EnumerateObject().Select(i => i.Value.GetString()!)];
    }

    /// <summary>The numbers in a shape, from the end where it begins with dots, are the sizes.</summary>
    private static void AssertFits(string written, long[] sizes)
    {
        var dims = written[(written.IndexOf('[') + 1)..^1].Split(", ");
        var isRanked = dims[0] != "...";
        if (isRanked) Assert.Equal(sizes.Length, dims.Length);
        foreach (var (dim, size) in dims.Reverse().Zip(sizes.Reverse()))
            if (long.TryParse(dim, out var number)) Assert.Equal(size, number);
    }

    private static (int Exit, string Output, string Error) Run(TemporaryFolder folder, string command)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = new Tool(output, error, folder.Path).Run([command, "."], CancellationToken.None);
        return (exit, output.ToString(), error.ToString());
    }
}
