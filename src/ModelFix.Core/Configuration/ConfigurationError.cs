namespace ModelFix.Core.Configuration;

/// <summary>A mistake in a project's settings: where it is, what is wrong and what to do about it.</summary>
/// <param name="File">
/// The file's path; ".editorconfig" for a key of an .editorconfig, whose place in the file the compiler does not tell.
/// </param>
/// <param name="Line">The line, counted from 1; 0 where it is not known.</param>
/// <param name="Column">The column, counted from 1 in UTF-16 code units; 0 where it is not known.</param>
/// <param name="Cause">What is wrong, as a sentence without its full stop.</param>
/// <param name="NextStep">What to write instead: a question, or a sentence without its full stop.</param>
internal sealed record ConfigurationError(string File, int Line, int Column, string Cause, string NextStep)
{
    public override string ToString()
    {
        var place = Line == 0 ? File : FormattableString.Invariant($"{File}({Line},{Column})");
        return $"{place}: {Cause}. {NextStep}{(NextStep.EndsWith("?", StringComparison.Ordinal) ? "" : ".")}";
    }
}
