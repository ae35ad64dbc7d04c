using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;

namespace ModelFix.Analyzers;

/// <summary>A hostile pattern at one place, and what can be done about it.</summary>
/// <param name="Rule">What is reported.</param>
/// <param name="Node">The node that is squiggled.</param>
/// <param name="Safety">How sure the fix is.</param>
/// <param name="Arguments">What the places of the rule's message stand for here.</param>
internal sealed record Finding(RuleDescriptor Rule, SyntaxNode Node, Safety Safety, ImmutableArray<string> Arguments)
{
    /// <summary>What is wrong here and, without a fix, what to do about it. One sentence, no full stop.</summary>
    public string Message => string.Format(CultureInfo.InvariantCulture, Rule.Message, Arguments.ToArray<object>());

    /// <summary>The message with what becomes of the pattern on the target.</summary>
    public string Sentence => Message + OnTarget;

    /// <summary>What becomes of the pattern on the target, as it follows the message: " (refused by tensorrt)"; empty for none.</summary>
    public string OnTarget { get; init; } = "";

    public Equality Equality { get; init; } = Equality.BitExact;

    /// <summary>What must hold for an assumed fix to be equal, as it follows "assuming": "size(1) is 1".</summary>
    public string? Assumption { get; init; }

    /// <summary>Where the shape that would prove more was lost; null where it is known, or does not matter.</summary>
    public ShapeLoss? Loss { get; init; }

    /// <summary>Whether the pattern is a warning here, or only worth a suggestion for the chosen target.</summary>
    public DiagnosticSeverity Severity { get; init; } = DiagnosticSeverity.Warning;

    /// <summary>True for what only bloats: it is shown where it is asked for.</summary>
    public bool IsSuggestion => Severity < DiagnosticSeverity.Warning;

    /// <summary>False for a suggestion that nothing can be done about by itself, of which nobody hears who does not ask.</summary>
    public bool IsWorthSaying => !IsSuggestion || !Fixes.IsEmpty;

    /// <summary>
    /// What can be written instead. A batch run applies a fix only where there is exactly one and the safety allows it;
    /// several are a choice for a human.
    /// </summary>
    public ImmutableArray<Fix> Fixes { get; init; } = ImmutableArray<Fix>.Empty;

    /// <summary>True where a batch run applies the fix.</summary>
    public bool IsApplicable(bool assume) =>
        Fixes.Length == 1 && (Safety == Safety.Proven || Safety == Safety.Assumed && assume);

    /// <summary>The place; of a method its name.</summary>
    public Location Location => Node is MethodDeclarationSyntax method ? method.Identifier.GetLocation() : Node.GetLocation();

    /// <summary>Other places that the message speaks of, which the IDE lists below it.</summary>
    public ImmutableArray<Location> Related { get; init; } = ImmutableArray<Location>.Empty;

    /// <summary>
    /// The finding where something more has to hold for its fix: nothing is proven then. A finding without a fix promises nothing.
    /// </summary>
    public Finding Assuming(string? more) => more is null || Safety == Safety.Report
        ? this
        : this with { Safety = Safety.Assumed, Assumption = Assumption is null ? more : $"{Assumption} and {more}" };

    /// <summary>The finding without its fix, and why: "since …".</summary>
    public Finding NotRewritten(string reason) => this with
    {
        Safety = Safety.Report,
        Arguments = Arguments.SetItem(Arguments.Length - 1, $"{Arguments[Arguments.Length - 1]}; it is not rewritten, {reason}"),
        Fixes = ImmutableArray<Fix>.Empty,
    };

    /// <summary>The finding with the place where the shape of an expression was lost, if knowing it might prove more.</summary>
    public Finding BecauseOf(IOperation expression, TorchCompilation torch) =>
        Safety == Safety.Proven || !Rule.Safeties.Contains(Safety.Proven) ? this : this with { Loss = ShapeLoss.Behind(expression, torch) };
}

/// <summary>One rewrite: all its edits are made together or not at all.</summary>
/// <param name="Title">What it does, as the light bulb shows it: "Use select(1, 0)". The assumption is appended by the host.</param>
/// <param name="Edits">What is replaced, in any of the project's files.</param>
internal sealed record Fix(string Title, ImmutableArray<SourceEdit> Edits)
{
    public Fix(string title, params SourceEdit[] edits)
        : this(title, edits.ToImmutableArray())
    {
    }

    /// <summary>
    /// True where the edits themselves see to it that what they evaluate is evaluated once and in the same order; otherwise no code is
    /// rewritten that writes.
    /// </summary>
    public bool KeepsSideEffects { get; init; }

    public ImmutableArray<AddedFile> AddedFiles { get; init; } = ImmutableArray<AddedFile>.Empty;

    /// <summary>
    /// Code that another fix may make unused together with this one, such as the declaration of a size that several views read: fixes with
    /// a common claim are made in successive rounds, so that the last one sees that nobody else uses it, and takes it away.
    /// </summary>
    public ImmutableArray<SyntaxNode> Claims { get; init; } = ImmutableArray<SyntaxNode>.Empty;

    /// <summary>The title as a person reads it, with the assumption that the fix rests on.</summary>
    public string TitleFor(Finding finding) =>
        finding.Assumption is { } assumption ? $"{Title}, assuming {assumption}" : Title;
}
