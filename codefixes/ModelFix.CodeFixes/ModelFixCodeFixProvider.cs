using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using ModelFix.Analyzers;

namespace ModelFix.CodeFixes;

/// <summary>Offers a rule's rewrites in the IDE: inspects the node again and applies the edits of the finding.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ModelFixCodeFixProvider))]
public sealed class ModelFixCodeFixProvider : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = RuleCatalog.Descriptors.Select(r => r.Id).ToImmutableArray();

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => ModelFixAllProvider.Instance;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await ProjectInspection.CreateAsync(context.Document.Project, context.CancellationToken).ConfigureAwait(false) is not { } inspection) return;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (inspection.At(diagnostic, context.CancellationToken) is not { } finding) continue;
            for (var i = 0; i < finding.Fixes.Length; i++)
            {
                var fix = finding.Fixes[i];
                context.RegisterCodeFix(
                    CodeAction.Create(
                        fix.TitleFor(finding),
                        cancellation => DocumentEdits.ApplyAsync(context.Document.Project, [fix], cancellation),
                        new FixKey(finding.Rule.Id, finding.Safety, i).ToString()),
                    diagnostic);
            }
        }
    }
}
