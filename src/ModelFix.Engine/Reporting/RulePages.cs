namespace ModelFix.Engine.Reporting;

/// <summary>The rules' pages, which the tool carries with it.</summary>
internal static class RulePages
{
    /// <summary>A rule's page in Markdown.</summary>
    /// <param name="id">The id of a documented rule.</param>
    public static string Of(string id)
    {
        using var page = typeof(RulePages).Assembly.GetManifestResourceStream($"ModelFix.Rules.{id}.md")
            ?? throw new InvalidOperationException($"the page of {id} is not embedded");
        using var reader = new StreamReader(page);
        return reader.ReadToEnd();
    }
}
