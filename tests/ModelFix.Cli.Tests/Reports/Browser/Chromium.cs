using System.Diagnostics;
using PuppeteerSharp;

namespace ModelFix.Cli.Tests.Reports.Browser;

/// <summary>A headless Chromium for the tests of a class; where there is none they are skipped with the cause, but not in CI.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    // Another test installs packages too, perhaps at the same time.
    private const string Install =
        "flock /tmp/modelfix-apt.lock sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive "
        + "apt-get install -y -qq --no-install-recommends chromium' 2>&1 | tail -5";

    private IBrowser? _browser;
    private string _cause = "";

    public async Task InitializeAsync()
    {
        var isAsked = Environment.GetEnvironmentVariable("MODELFIX_ORACLE") == "install";
        if (!File.Exists(Program) && isAsked) _cause = await Said("bash", "-c", Install);
        if (!File.Exists(Program))
        {
            Assert.False(isAsked, $"Chromium could not be installed: {_cause}");
            _cause = $"NOT CHECKED: the HTML report in a browser, because {Program} is not there. Install Debian's chromium with apt-get, "
                + "or run this test as root with MODELFIX_ORACLE=install.";
            return;
        }

        _browser = await Puppeteer.LaunchAsync(
            new LaunchOptions { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
    }

    /// <summary>A new page with a file, so wide and so high.</summary>
    internal async Task<ReportPage> Open(string file, int width = 1280, int height = 900, bool hasScript = true)
    {
        Skip.If(_browser is null, _cause);
        var page = await _browser!.NewPageAsync();
        var opened = new ReportPage(page);
        await page.SetJavaScriptEnabledAsync(hasScript);
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = height });
        await page.GoToAsync(new Uri(file).AbsoluteUri);
        return opened;
    }

    private static async Task<string> Said(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return said;
    }
}
