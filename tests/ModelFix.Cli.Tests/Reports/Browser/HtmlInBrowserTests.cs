using ModelFix.Testing;
using PuppeteerSharp;

namespace ModelFix.Cli.Tests.Reports.Browser;

/// <summary>The page as a person uses it: with a mouse, with the keyboard alone, on a phone.</summary>
public sealed class HtmlInBrowserTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private const string Columns =
        "(() => { const c = [...document.querySelectorAll('.finding .change')].find(c => c.offsetParent);"
        + "const [o, n] = [...c.children].map(e => e.getBoundingClientRect());"
        + "return [o.left, o.top, o.right, o.bottom, n.left, n.top]; })()";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Filters_narrow_what_is_shown()
    {
        await using var page = await Report("check");
        Assert.Equal("MFX1001 MFX1101 MFX1001", await page.Shown());
        Assert.Equal("3 shown", await Count(page));

        await page.Page.SelectAsync("#rule", "MFX1001");
        Assert.Equal("MFX1001 MFX1001", await page.Shown());
        await page.Page.SelectAsync("#safety", "assumed");
        Assert.Equal("MFX1001", await page.Shown());
        Assert.Equal("1 of 3 shown", await Count(page));
        Assert.Equal("B.cs", await page.Ask<string>("document.querySelector('.file:not([hidden]) h2').textContent"));
        await page.Page.SelectAsync("#file", "A.cs");
        Assert.Equal("", await page.Shown());
        Assert.True(await page.Ask<bool>("document.getElementById('none').offsetParent !== null"));
    }

    [SkippableFact]
    public async Task Text_filters_by_all_its_words()
    {
        await using var page = await Report("check");
        await page.Page.TypeAsync("#text", "clamp a.cs");
        Assert.Equal("MFX1101", await page.Shown());
        await page.Press("Escape");
        Assert.Equal("MFX1001 MFX1101 MFX1001", await page.Shown());
    }

    [SkippableFact]
    public async Task A_wide_screen_has_both_versions_side_by_side()
    {
        await using var page = await Report("check");
        var at = await page.Ask<double[]>(Columns);
        Assert.True(at[2] <= at[4] && at[1] == at[5], string.Join(' ', at));
        Assert.Equal("x.squeeze(1)", await Marked(page, ".old"));
        Assert.Equal("x.select(1, 0)", await Marked(page, ".new"));
        Assert.NotEqual(0, await page.Ask<int>("document.querySelectorAll('.finding .k').length"));
    }

    [SkippableTheory]
    [InlineData(390)]
    [InlineData(320)]
    public async Task A_narrow_screen_has_them_below_one_another_and_does_not_scroll_sideways(int width)
    {
        await using var page = await Report("check", width: width);
        var at = await page.Ask<double[]>(Columns);
        Assert.True(at[0] == at[4] && at[3] <= at[5], string.Join(' ', at));
        Assert.Equal(0, await page.Ask<int>("[...document.querySelectorAll('.same .new')].filter(e => e.offsetParent).length"));
        Assert.Equal(width, await page.Ask<int>("document.documentElement.scrollWidth"));
    }

    [SkippableFact]
    public async Task The_keyboard_is_enough()
    {
        await using var page = await Report("check");
        await page.Press("j");
        Assert.Equal("finding 0", await page.Focused());
        Assert.Equal("solid", await page.Ask<string>("getComputedStyle(document.activeElement).outlineStyle"));
        await page.Press("j");
        await page.Press("j");
        await page.Press("j");
        Assert.Equal("finding 2", await page.Focused());
        await page.Press("k");
        Assert.Equal("finding 1", await page.Focused());

        await page.Press("/");
        Assert.Equal("text", await page.Focused());
        await page.Page.Keyboard.TypeAsync("jk/");
        Assert.Equal("jk/", await page.Ask<string>("document.getElementById('text').value"));
        await page.Press("Escape");
        Assert.Equal("finding 0", await page.Focused());
    }

    [SkippableFact]
    public async Task Every_finding_can_be_reached_by_tab_and_all_that_is_operated_has_a_name()
    {
        await using var page = await Report("check");
        var reached = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            await page.Press("Tab");
            reached.Add(await page.Focused());
        }

        Assert.Subset(reached.ToHashSet(), new HashSet<string> { "theme", "text", "rule", "finding 0", "finding 1", "finding 2" });
        Assert.True(await page.Ask<bool>(
            "[...document.querySelectorAll('input, select, button')].every(e => e.labels?.length || e.ariaLabel)"
            + " && [...document.querySelectorAll('.finding')].every(f => document.getElementById(f.getAttribute('aria-labelledby')))"));
    }

    [SkippableFact]
    public async Task Shapes_are_shown_on_focus_and_under_the_pointer()
    {
        await using var page = await Report("check");
        await page.Press("j");
        await page.Press("ArrowRight");
        Assert.Equal("x: float32[N, 1, 5]", await page.Focused());
        Assert.Equal("x: float32[N, 1, 5]", await Tip(page));
        await page.Press("ArrowRight");
        Assert.Equal("y: float32[N, 5]", await page.Focused());
        await page.Press("Escape");
        Assert.Equal("finding 0", await page.Focused());
        Assert.Null(await Tip(page));

        await page.Page.HoverAsync(".finding [data-s^=squeeze]");
        Assert.Equal("squeeze: float32[N, 5]", await Tip(page));
        await page.Page.HoverAsync("h1");
        Assert.Null(await Tip(page));
    }

    [SkippableFact]
    public async Task The_theme_is_that_of_the_system_until_another_is_chosen()
    {
        await using var page = await Report("check");
        const string Background = "getComputedStyle(document.body).backgroundColor";
        var light = await page.Ask<string>(Background);
        await page.Page.EmulateMediaFeaturesAsync(
            [new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = "dark" }]);
        var dark = await page.Ask<string>(Background);
        Assert.NotEqual(light, dark);
        await page.Page.ClickAsync("#theme");
        Assert.Equal(light, await page.Ask<string>(Background));
    }

    [SkippableFact]
    public async Task What_fix_changed_is_there_as_a_whole()
    {
        await using var page = await Report("fix", "--allow-no-vcs");
        Assert.Equal("Changed files", await page.Ask<string>("document.getElementById('changes').textContent"));
        await page.Page.ClickAsync("details summary");
        Assert.True(await page.Ask<bool>("document.querySelector('details .change').offsetParent !== null"));
        await page.Page.SelectAsync("#state", "left");
        Assert.Equal("MFX1001", await page.Shown());
    }

    [SkippableFact]
    public async Task Without_script_all_is_there_but_the_filters()
    {
        await using var page = await Report(hasScript: false, width: 1280, "check");
        var content = await page.Page.GetContentAsync();
        Assert.Contains("<form class=\"filters\" role=\"search\" aria-label=\"Findings\" hidden", content);
        Assert.Equal(3, content.Split("<article").Length - 1);
    }

    [SkippableFact]
    public async Task Nothing_in_a_path_a_message_or_code_becomes_part_of_the_page()
    {
        const string Hostile = "\"'&<img src=x onerror=alert(1)>";
        var code = ForwardSource.Of($"// </script><script>alert(1)</script> {Hostile}\nreturn x.squeeze(1);");
        _folder.Write($"a<{"/"}script><script>alert(1)<{"/"}script>{Hostile}.cs", code);
        _folder.Write("Lost.cs", ForwardSource.Of("return Nowhere.of(\"</script><b>\", x);").Replace("Net", "Lost"));

        await using var page = await Opened(hasScript: true, width: 1280, "check");

        Assert.Equal("MFX1001", await page.Shown());
        Assert.Equal(1, await page.Ask<int>("document.scripts.length"));
        Assert.Equal(0, await page.Ask<int>("document.images.length"));
        Assert.Contains(
            $"// </script><script>alert(1)</script> {Hostile}", await page.Ask<string>("document.querySelector('.diff').textContent"));
        Assert.EndsWith(Hostile + ".cs", await page.Ask<string>("document.querySelector('.file h2').textContent"));
    }

    private static Task<string> Marked(ReportPage page, string side) => page.Ask<string>(
        $"[...document.querySelectorAll('.finding')][0].querySelector('.change {side}').innerText.match(/x\\.s\\w+\\([^)]*\\)/)[0]");

    private static Task<string> Count(ReportPage page) => page.Ask<string>("document.getElementById('count').textContent");

    private static Task<string?> Tip(ReportPage page) =>
        page.Ask<string?>("(t => t.offsetParent || t.offsetWidth ? t.textContent : null)(document.getElementById('tip'))");

    private Task<ReportPage> Report(params string[] arguments) => Report(hasScript: true, width: 1280, arguments);

    private Task<ReportPage> Report(string command, int width) => Report(hasScript: true, width, command);

    /// <summary>A report on two files: one with what is proven, one with what is assumed.</summary>
    private Task<ReportPage> Report(bool hasScript, int width, params string[] arguments)
    {
        const string Proven = "var y = x.squeeze(1);\n\n\n\n\n\nreturn y.clamp(0);";
        _folder.Write("A.cs", ForwardSource.Of(Proven, "float32[N, 1, 5]").Replace("Net", "A"));
        _folder.Write("B.cs", ForwardSource.Of("return x.squeeze(1);").Replace("Net", "B"));
        return Opened(hasScript, width, arguments);
    }

    private Task<ReportPage> Opened(bool hasScript, int width, params string[] arguments)
    {
        ToolRun.In(_folder.Path, [.. arguments, "--format", "html", "--output", "report.html"]);
        return chromium.Open(Path.Combine(_folder.Path, "report.html"), width, hasScript: hasScript);
    }
}
