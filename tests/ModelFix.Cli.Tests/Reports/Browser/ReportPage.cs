using PuppeteerSharp;

namespace ModelFix.Cli.Tests.Reports.Browser;

/// <summary>A report in a browser, with everything that it complained about or asked for.</summary>
internal sealed class ReportPage : IAsyncDisposable
{
    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];

    public ReportPage(IPage page)
    {
        Page = page;
        page.Console += (_, e) => _complaints.Add($"console: {e.Message.Text}");
        page.PageError += (_, e) => _complaints.Add($"error: {e.Message}");
        page.Dialog += (_, e) => _complaints.Add($"dialog: {e.Dialog.Message}");
        page.Request += (_, e) => _requests.Add(e.Request.Url);
    }

    public IPage Page { get; }

    /// <summary>What was asked for besides the page itself.</summary>
    public IEnumerable<string> Requests => _requests.Skip(1);

    public IReadOnlyList<string> Complaints => _complaints;

    public Task<T> Ask<T>(string script) => Page.EvaluateExpressionAsync<T>(script);

    public Task Press(string key) => Page.Keyboard.PressAsync(key);

    /// <summary>The rules of the findings that are shown.</summary>
    public async Task<string> Shown() =>
        await Ask<string>("[...document.querySelectorAll('.finding')].filter(f => f.offsetParent).map(f => f.dataset.rule).join(' ')");

    /// <summary>What has the focus: the number of the finding, the id or the shape of a tensor.</summary>
    public async Task<string> Focused() => await Ask<string>(
        "(e => e.dataset.s ?? (e.matches('.finding') ? `finding ${[...document.querySelectorAll('.finding')].indexOf(e)}` : e.id))"
        + "(document.activeElement)");

    /// <summary>Closes the page, which must neither have complained nor asked any other place for anything.</summary>
    public async ValueTask DisposeAsync()
    {
        await Page.CloseAsync();
        Assert.Empty(Complaints);
        Assert.Empty(Requests);
    }
}
