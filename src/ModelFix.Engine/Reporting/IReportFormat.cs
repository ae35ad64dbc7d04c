using ModelFix.Engine.Reporting.Html;

namespace ModelFix.Engine.Reporting;

/// <summary>A format in which the result of a command is written.</summary>
/// <typeparam name="T">What is written: findings, verified models or inferred shapes.</typeparam>
internal interface IReportFormat<in T>
{
    /// <summary>As <c>--format</c> names it.</summary>
    string Name { get; }

    void Write(TextWriter output, T report);
}

/// <summary>The formats that there are.</summary>
internal static class ReportFormats
{
    /// <summary>The format for people at a terminal, which is that of who asks for none.</summary>
    public const string Text = "text";

    public static readonly IReadOnlyList<IReportFormat<Report>> OfFindings =
        [new TextReport(), new JsonReport(), new SarifReport(), new GitHubReport(), new MarkdownReport(), new HtmlReport()];

    public static readonly IReadOnlyList<IReportFormat<VerificationReport>> OfVerification =
        [new VerificationText(), new VerificationJson(), new GitHubReport(), new MarkdownReport()];

    public static readonly IReadOnlyList<IReportFormat<ShapesReport>> OfShapes = [new ShapesText(), new ShapesJson()];
}
