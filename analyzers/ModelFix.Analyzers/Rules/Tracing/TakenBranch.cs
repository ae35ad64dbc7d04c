using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers.Rules.Mutation;
using ModelFix.Analyzers.Rules.Shape;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Tracing;

/// <summary>A choice that is decided, written without the branch that never runs.</summary>
internal sealed class TakenBranch
{
    private const string Comment = "keep what it chooses, and mind the comment";

    private readonly IConditionalOperation _choice;
    private readonly bool _taken;
    private readonly TorchCompilation _torch;
    private readonly SyntaxTree _tree;

    private TakenBranch(IConditionalOperation choice, bool taken, TorchCompilation torch)
    {
        _choice = choice;
        _taken = taken;
        _torch = torch;
        _tree = choice.Syntax.SyntaxTree;
    }

    /// <summary>The fix, or what to do where there is none.</summary>
    public static (Fix? Fix, string Instead) Of(IConditionalOperation choice, bool taken, TorchCompilation torch)
    {
        if (!choice.Condition.DescendantsAndSelf().All(o => IsPlain(o, torch)))
            return (null, "keep what it chooses, and what the condition does besides");
        if (OnlyUsedIn(taken ? choice.WhenFalse : choice.WhenTrue) is { } unused)
            return (null, $"keep what it chooses, and remove {unused}, which nothing uses then");
        var branch = new TakenBranch(choice, taken, torch);
        var (edit, instead) = choice.Syntax switch
        {
            ConditionalExpressionSyntax expression => branch.Expression(expression),
            IfStatementSyntax statement => branch.Statement(statement),
            _ => (null, "keep what it chooses"),
        };
        if (edit is null) return (null, instead);
        var fix = new Fix("Keep the branch that is taken", edit) { KeepsSideEffects = true };
        return (UnusedSizes.TakenBy(fix, choice.Condition, choice.Condition.Syntax.Span, torch), "");
    }

    /// <summary>A local function that only the other branch calls.</summary>
    private static string? OnlyUsedIn(IOperation? dropped) => dropped?.DescendantsAndSelf()
        .OfType<IInvocationOperation>()
        .Select(c => c.TargetMethod)
        .Where(m => m.MethodKind == MethodKind.LocalFunction)
        .FirstOrDefault(m => dropped.AncestorsAndSelf().Last().Descendants().OfType<IInvocationOperation>().All(c =>
            !SymbolEqualityComparer.Default.Equals(c.TargetMethod, m) || dropped.Syntax.Span.Contains(c.Syntax.Span)))?.Name;

    /// <summary>True for what only gives a value: sizes, numbers, tests of null.</summary>
    private static bool IsPlain(IOperation operation, TorchCompilation torch) => operation switch
    {
        IBinaryOperation binary => binary.OperatorMethod is null,
        IUnaryOperation unary => unary.OperatorMethod is null,
        IConversionOperation conversion => conversion.OperatorMethod is null,
        IPropertyReferenceOperation { Instance: { } instance } =>
            torch.Symbols.IsTensor(instance.Type) || instance.Type is IArrayTypeSymbol,
        IInvocationOperation { Instance: { } instance, TargetMethod.Name: "size" or "numel" or "dim" } =>
            torch.Symbols.IsTensor(instance.Type),
        IArgumentOperation or IParenthesizedOperation or ILiteralOperation or IInstanceReferenceOperation or IArrayElementReferenceOperation
            or ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation
            or IIsPatternOperation or IConstantPatternOperation or INegatedPatternOperation => true,
        _ => false,
    };

    private (SourceEdit? Edit, string Instead) Expression(ConditionalExpressionSyntax choice)
    {
        var (arm, operation) = _taken ? (choice.WhenTrue, _choice.WhenTrue) : (choice.WhenFalse, _choice.WhenFalse!);
        if (HasCommentsOutside(choice.Span, arm.Span)) return (null, Comment);
        // The other arm may be what gives the choice its type.
        if (arm is RefExpressionSyntax || !SymbolEqualityComparer.Default.Equals(_choice.Type, operation.WithoutImplicitConversions().Type))
            return (null, "keep what it chooses, and mind its type");
        return IsSameArgument(choice, arm)
            ? (SourceEdit.Replace(choice, CSharpText.Text(arm)), "")
            : (null, "keep what it chooses, and mind that another overload takes a constant");
    }

    /// <summary>False where the call around takes another overload for the arm: sum(0) takes a dtype, sum(n) a dim.</summary>
    private bool IsSameArgument(ExpressionSyntax choice, ExpressionSyntax arm)
    {
        SyntaxNode argument = choice;
        while (argument.Parent is ParenthesizedExpressionSyntax outer) argument = outer;
        if (argument.Parent is not ArgumentSyntax { Parent: BaseArgumentListSyntax { Parent: ExpressionSyntax call } }) return true;
        var model = _torch.Compilation.Bound(_tree);
        var changed = call.ReplaceNode(choice, arm.WithoutTrivia());
        var bound = model.GetSpeculativeSymbolInfo(call.SpanStart, changed, SpeculativeBindingOption.BindAsExpression).Symbol;
        return SymbolEqualityComparer.Default.Equals(bound, model.GetSymbolInfo(call).Symbol);
    }

    private (SourceEdit? Edit, string Instead) Statement(IfStatementSyntax choice)
    {
        var kept = _taken ? choice.Statement : choice.Else?.Statement;
        if (kept is null or BlockSyntax { Statements.Count: 0 }) return Removed(choice);
        if (HasCommentsOutside(choice.Span, kept.Span)) return (null, Comment);

        // What follows a branch that leaves is never reached, and goes with the other branch.
        var end = choice.Span.End;
        if (Leaves(kept) && !Leaves(choice))
        {
            if (choice.Parent is not BlockSyntax { Parent: not StatementSyntax and not ElseClauseSyntax and not SwitchSectionSyntax } body
                || Following(choice, body) is not { } last)
                return (null, "keep what it chooses, and mind what follows");
            end = last;
            if (HasComments(TextSpan.FromBounds(choice.Span.End, end))) return (null, Comment);
        }

        var written = choice.Parent is BlockSyntax && kept is BlockSyntax block && IsUnwrappable(block)
            ? Unwrapped(block, choice)
            : CSharpText.Text(kept);
        return (new SourceEdit(_tree, TextSpan.FromBounds(choice.SpanStart, end), written), "");
    }

    /// <summary>Nothing is chosen.</summary>
    private (SourceEdit? Edit, string Instead) Removed(IfStatementSyntax choice)
    {
        const string Instead = "remove it";
        if (choice.Parent is BlockSyntax) return (Removal.OfLines(choice), Instead);
        if (choice.Parent is not ElseClauseSyntax { Parent: IfStatementSyntax outer }) return (null, Instead);
        var span = TextSpan.FromBounds(outer.Statement.Span.End, choice.Span.End);
        return (HasComments(span) ? null : SourceEdit.Delete(_tree, span), Instead);
    }

    /// <summary>Where the block's last statement ends; null where something in what follows is used elsewhere.</summary>
    private static int? Following(StatementSyntax choice, BlockSyntax body)
    {
        var following = body.Statements.Where(s => s.SpanStart > choice.SpanStart).ToList();
        return following.Any(s => s.DescendantNodesAndSelf().Any(n => n is LabeledStatementSyntax or LocalFunctionStatementSyntax))
            ? null
            : following.Count == 0 ? choice.Span.End : following[following.Count - 1].Span.End;
    }

    private bool Leaves(StatementSyntax statement) =>
        _torch.Compilation.Bound(_tree).AnalyzeControlFlow(statement) is { Succeeded: true, EndPointIsReachable: false };

    /// <summary>True where the block ends no lifetime, and hides no name that is used around it.</summary>
    private static bool IsUnwrappable(BlockSyntax block)
    {
        if (block.Statements.Any(s => s.GetFirstToken().IsKind(SyntaxKind.UsingKeyword) || s is LabeledStatementSyntax)) return false;
        // A text of several lines would be moved with the code.
        if (block.DescendantTokens().Any(t => t.Text.IndexOf('\n') >= 0)) return false;
        var declared = new HashSet<string>(block.DescendantNodes().Select(DeclaredName).OfType<string>());
        var member = block.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        return member is not null && !member.DescendantTokens()
            .Any(t => t.IsKind(SyntaxKind.IdentifierToken) && declared.Contains(t.ValueText) && !block.Span.Contains(t.Span));
    }

    private static string? DeclaredName(SyntaxNode node) => node switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        SingleVariableDesignationSyntax designation => designation.Identifier.ValueText,
        LocalFunctionStatementSyntax function => function.Identifier.ValueText,
        ForEachStatementSyntax loop => loop.Identifier.ValueText,
        _ => null,
    };

    /// <summary>What stands between the braces, comments included, a step further out.</summary>
    private static string Unwrapped(BlockSyntax block, StatementSyntax choice)
    {
        var first = block.Statements[0];
        var last = block.CloseBraceToken.GetPreviousToken();
        var comments = block.OpenBraceToken.TrailingTrivia
            .Concat(first.GetLeadingTrivia())
            .Concat(last.TrailingTrivia)
            .Concat(block.CloseBraceToken.LeadingTrivia)
            .Where(CSharpText.IsComment)
            .ToList();
        var span = TextSpan.FromBounds(
            comments.Select(c => c.SpanStart).Append(first.SpanStart).Min(), comments.Select(c => c.Span.End).Append(last.Span.End).Max());
        var (from, to) = (StatementPlace.IndentOf(first), StatementPlace.IndentOf(choice));
        return block.SyntaxTree.GetText().ToString(span).Replace("\n" + from, "\n" + to);
    }

    private bool HasCommentsOutside(TextSpan whole, TextSpan kept) =>
        HasComments(TextSpan.FromBounds(whole.Start, kept.Start)) || HasComments(TextSpan.FromBounds(kept.End, whole.End));

    private bool HasComments(TextSpan span) => CSharpText.HasComments(_tree, span);
}
