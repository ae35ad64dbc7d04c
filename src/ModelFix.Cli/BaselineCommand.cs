using System.Globalization;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Reporting;

namespace ModelFix.Cli;

/// <summary><c>modelfix baseline</c>: accepts what is found today, so that later runs report only what is new.</summary>
internal sealed class BaselineCommand(Request request, Session session)
{
    public int Run(CancellationToken cancellation)
    {
        var (projects, coverage) = session.Load(request);
        foreach (var missing in coverage.Missing) session.Error.WriteLine(missing.Text);
        var scope = request.Scope(projects);
        var baselines = Baselines.Of(scope.Files);
        var findings = session.Findings(projects, request, cancellation);
        var found = Report.Ordered(findings.Select(f => new Outcome(f, Fixed: false, Reason: null)))
            .Where(o => AcceptedFindings.CanBe(o) && (request.ShowsSuggestions || !o.Finding.IsSuggestion))
            .ToLookup(o => baselines.For(o.File) ?? NewPlace(o.File, projects));
        var paths = found.Select(g => g.Key).Union(baselines.Read.Keys).Order(StringComparer.Ordinal).ToList();
        if (paths.Count == 0) session.Output.WriteLine("No findings, so there is nothing to accept.");
        foreach (var path in paths) Write(path, baselines.Read.GetValueOrDefault(path), [.. found[path]], scope);
        return coverage.ExitCode;
    }

    private void Write(string path, BaselineFile? old, IReadOnlyCollection<Outcome> found, RunScope scope)
    {
        var root = Baselines.RootOf(path);
        var address = new SourceAddress(root);
        var accepted = found
            .GroupBy(o => Fingerprint.Of(o, address))
            .Select(g => new AcceptedFinding(
                address.Shown(g.First().File), g.First().RuleId, Fingerprint.MemberOf(g.First().Finding), g.Key, g.Count()))
            .ToList();
        // What this run did not look at stays as it was accepted.
        var others = old is null ? [] : old.Findings.Where(f => !scope.Covers(f, root)).ToList();
        BaselineFile.Of(request.Target?.Name, accepted.Concat(others)).Write(path);
        session.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Session.Named(path, request)}: {found.Count} {(found.Count == 1 ? "finding" : "findings")} accepted"
                + $"{(others.Count == 0 ? "" : $", and {others.Sum(f => f.Count)} of before, which this run did not look for")}."));
    }

    /// <summary>Beside modelfix.json, or in the folder that was named, where the file is below it, or in its repository's root.</summary>
    private static string NewPlace(string file, LoadedProjects projects)
    {
        var json = projects.Where(p => p.Files.ContainsKey(file)).Select(p => Path.GetDirectoryName(p.Json));
        var named = json.Concat(projects.Folders).OfType<string>().FirstOrDefault(f => new SourceAddress(f).PathOf(file) is not null);
        return Path.Combine(named ?? Git.TopOf(file) ?? Path.GetDirectoryName(file)!, BaselineFile.Name);
    }
}
