using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using ModelFix.Analyzers;

namespace ModelFix.CodeFixes;

/// <summary>
/// Offers a rule's rewrites in the IDE: inspects the node again and applies the edits of the finding. What the compiler would complain
/// about is not offered.
/// </summary>
/// <example><c>x.squeeze(1)  =>  x.select(1, 0)</c> at a finding of MFX1001, where x is [N, 1, 8].</example>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ModelFixCodeFixProvider))]
public sealed class ModelFixCodeFixProvider : CodeFixProvider
{
    private readonly ImmutableArray<Rule> _rules;
    private readonly FixAllProvider _fixAll;

    /// <summary>The provider with all rules.</summary>
    public ModelFixCodeFixProvider()
        : this(RuleCatalog.Rules)
    {
    }

    internal ModelFixCodeFixProvider(ImmutableArray<Rule> rules)
    {
        _rules = rules;
        _fixAll = new ModelFixAllProvider(rules);
        FixableDiagnosticIds = rules.SelectMany(r => r.Reported).Select(d => d.Id).ToImmutableArray();
    }

    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; }

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => _fixAll;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var project = context.Document.Project;
        if (await ProjectInspection.CreateAsync(project, context.CancellationToken).ConfigureAwait(false) is not { } inspection) return;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (_rules.Only(d => d.Id == diagnostic.Id).SingleOrDefault() is not { } rule) continue;
            if (inspection.At(rule, diagnostic, context.CancellationToken) is not { } finding) continue;
            for (var i = 0; i < finding.Fixes.Length; i++)
            {
                if (inspection.After(finding.Fixes[i], context.CancellationToken) is not { } after) continue;
                context.RegisterCodeFix(
                    CodeAction.Create(
                        finding.Fixes[i].TitleFor(finding),
                        _ => Task.FromResult(DocumentEdits.Apply(project, inspection.Compilation, after)),
                        new FixKey(finding.Rule.Id, finding.Safety, i).ToString()),
                    diagnostic);
            }
        }
    }
}
