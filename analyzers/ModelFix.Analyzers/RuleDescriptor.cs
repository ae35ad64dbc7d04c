using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Targets;

namespace ModelFix.Analyzers;

/// <summary>What is reported under one id: how it reads, for which targets the pattern is a problem, and the findings of that id.</summary>
internal sealed class RuleDescriptor
{
    /// <param name="id">The id: MFX1001.</param>
    /// <param name="title">What is wrong, in a few words without a full stop.</param>
    /// <param name="message">
    /// The sentence of a finding, without a full stop: <c>{0}</c> and so on stand for its arguments. The last one says what to do, or is
    /// empty, and may be continued.
    /// </param>
    /// <param name="description">Why it is wrong.</param>
    /// <param name="hostility">For which targets it is a problem, and how that is known.</param>
    public RuleDescriptor(
        string id,
        string title,
        string message,
        string description,
        Hostility hostility)
    {
        Id = id;
        Title = title;
        Message = message;
        Hostility = hostility;
        Category = "ModelFix." + RuleCategory.Of(id);
        Places = Regex.Matches(message, @"\{\d+\}").Cast<Match>().Select(m => m.Value).Distinct().Count();
        Diagnostic = new DiagnosticDescriptor(
            id,
            title,
            messageFormat: message + string.Format(CultureInfo.InvariantCulture, "{{{0}}} [{{{1}}}]", Places, Places + 1),
            Category,
            SeverityFor(Target.Portable) ?? DiagnosticSeverity.Warning,
            isEnabledByDefault: true,
            description,
            helpLinkUri: $"https://github.com/modelfix/modelfix/blob/main/docs/rules/{id}.md");
    }

    public string Id { get; }

    public string Title { get; }

    /// <summary>The sentence of a finding, with <c>{0}</c> and so on for its arguments.</summary>
    public string Message { get; }

    public string Category { get; }

    public Hostility Hostility { get; }

    /// <summary>How many arguments a finding has.</summary>
    public int Places { get; }

    /// <summary>
    /// The descriptor as the compiler has it; its message ends with what becomes of the pattern on the target, and the safety.
    /// </summary>
    public DiagnosticDescriptor Diagnostic { get; }

    /// <summary>How safe the fixes of the rule are that depend on nothing but the place itself: what its page promises.</summary>
    public ImmutableArray<Safety> Safeties { get; init; } = ImmutableArray.Create(Safety.Proven, Safety.Assumed, Safety.Report);

    /// <summary>True where there is anything to say for a target.</summary>
    public bool IsOnFor(Target target) => Hostility.Covers(target);

    /// <summary>
    /// A warning where the target refuses the pattern or computes something else, a suggestion where it only gets bloated; null where it is
    /// no problem.
    /// </summary>
    public DiagnosticSeverity? SeverityFor(Target target) => Hostility.On(target) switch
    {
        null => null,
        Effect.Bloats => DiagnosticSeverity.Info,
        _ => DiagnosticSeverity.Warning,
    };

    /// <summary>A finding for a human.</summary>
    public Finding Report(SyntaxNode node, params string[] arguments) => Found(node, Safety.Report, arguments);

    /// <summary>A finding with a fix that is equal for every input that the facts allow.</summary>
    public Finding Proven(SyntaxNode node, Fix fix, params string[] arguments) =>
        Found(node, Safety.Proven, arguments) with { Fixes = ImmutableArray.Create(fix) };

    /// <summary>A finding with a fix that is equal where the assumption holds.</summary>
    public Finding Assumed(SyntaxNode node, string assumption, Fix fix, params string[] arguments) =>
        Found(node, Safety.Assumed, arguments) with { Assumption = assumption, Fixes = ImmutableArray.Create(fix) };

    public override string ToString() => Id;

    private Finding Found(SyntaxNode node, Safety safety, string[] arguments)
    {
        if (!Safeties.Contains(safety)) throw new ArgumentException($"{Id} says that its fixes are never {safety}", nameof(safety));
        if (arguments.Length != Places)
            throw new ArgumentException($"{Id} takes {Places} arguments, not {arguments.Length}", nameof(arguments));
        return new Finding(this, node, safety, arguments.ToImmutableArray());
    }
}
