using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules;

/// x.roll(1, 0)  =>  cat(new[] { x.narrow(0, 5, 1), x.narrow(0, 0, 5) }, 0)
/// A call written as an expression that uses its input once or more often. Where that would evaluate it twice it gets a local before the
/// statement.
/// <param name="Call">The call.</param>
/// <param name="Local">What the local is called if there has to be one.</param>
/// <param name="Uses">How often the expression uses the input.</param>
internal sealed record ExpressionOfInput(TorchCall Call, string Local, int Uses)
{
    /// <summary>Why the call cannot be written so, as an advice, or null.</summary>
    public string? Obstacle(TorchCompilation torch)
    {
        if (Call.IsConditionalAccess) return "take the call out of the conditional access";
        if (!torch.Symbols.IsTensor(Call.Input.Type)) return "give it a tensor";
        if (CSharpText.HasComments(Call.Syntax.SyntaxTree, Call.Syntax.Span)) return "mind the comments in the call";
        return Uses == 1 || CSharpText.IsRepeatable(Call.Input) || Hoisted(torch) is not null
            ? null
            : "assign its input to a variable first";
    }

    /// <summary>The edits where there is no obstacle.</summary>
    /// <param name="torch">What is known.</param>
    /// <param name="form">The expression, given its input as it can stand before a dot or as an argument.</param>
    public ImmutableArray<SourceEdit> Edits(TorchCompilation torch, Func<string, string> form)
    {
        if (Uses == 1 || CSharpText.IsRepeatable(Call.Input))
            return ImmutableArray.Create(SourceEdit.Replace(Call.Syntax, form(CSharpText.AsReceiver(Call.Input.Syntax))));
        var local = Hoisted(torch)!;
        return ImmutableArray.Create(local.Declaration, SourceEdit.Replace(Call.Syntax, form(local.Name)));
    }

    /// <summary>
    /// The fix; it claims the statement, before which a local may be declared: of two calls in it the second is looked at anew.
    /// </summary>
    public Fix Fix(string title, TorchCompilation torch, Func<string, string> form) => new(title, Edits(torch, form))
    {
        Claims = ImmutableArray.Create<SyntaxNode>(Call.Syntax.FirstAncestorOrSelf<StatementSyntax>() ?? (SyntaxNode)Call.Syntax),
        KeepsSideEffects = Uses != 1 && !CSharpText.IsRepeatable(Call.Input),
    };

    private HoistedLocal? Hoisted(TorchCompilation torch)
    {
        var style = torch.StyleAt(Call.Syntax);
        return Call.Input.Syntax is ExpressionSyntax written
            ? HoistedLocal.Of(Call.Input, written, style.FreeName(Local), style, torch.Symbols)
            : null;
    }
}
