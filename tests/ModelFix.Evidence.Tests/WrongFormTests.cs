using System.Text.Json;
using ModelFix.Testing;

namespace ModelFix.Evidence.Tests;

/// <summary>The forms that circulate as replacements and that no rule writes do on libtorch what the rules' pages say of them.</summary>
public sealed class WrongFormTests
{
    public static TheoryData<string> Listed => new(Pages().Select(p => p.Name));

    [Theory, MemberData(nameof(Listed))]
    public void It_does_what_the_page_says(string name) =>
        Assert.Equal(Pages().Single(p => p.Name == name).Does, WrongForms.All.Single(w => Text(w) == name).Does());

    [Fact]
    public void The_pages_list_each() => Assert.Equal(WrongForms.All.Select(Text), Pages().Select(p => p.Name));

    private static string Text(WrongForm form) => $"{form.Rule} {form.Name}: {form.Form}, {form.Input}";

    /// <summary>What the cases' files say of the forms; the pages are made from them.</summary>
    private static List<(string Name, string Does)> Pages() =>
    [
        .. from file in Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "tests", "ModelFix.Evidence.Tests", "Cases"), "*.json")
            .Order(StringComparer.Ordinal)
           let cases = JsonDocument.Parse(File.ReadAllText(file)).RootElement
           from form in cases.GetProperty("wrong").EnumerateArray()
           select ($"{cases.GetProperty("rule")} {form.GetProperty("name")}: {form.GetProperty("form")}, {form.GetProperty("input")}",
               form.GetProperty("does").GetString()!),
    ];
}
