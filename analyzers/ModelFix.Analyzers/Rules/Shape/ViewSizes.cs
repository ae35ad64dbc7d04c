using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Shape;

/// <summary>
/// The sizes of a view without those that are read from tensors, and with everything that the author named: <c>h / Window</c> becomes
/// <c>56 / Window</c>, and <c>heads</c> stays.
/// </summary>
internal sealed class ViewSizes
{
    private readonly TorchCompilation _torch;
    private readonly List<string> _unproven = [];

    private ViewSizes(TorchCompilation torch) => _torch = torch;

    /// <summary>The sizes, or null where more than one of them is neither proven nor free of what tensors say.</summary>
    /// <param name="sizes">The arguments.</param>
    /// <param name="shape">The shape that the view gives.</param>
    /// <param name="torch">What is known.</param>
    public static (string Text, string? Assumption)? Of(ImmutableArray<IOperation> sizes, TensorShape shape, TorchCompilation torch)
    {
        if (sizes.Length == 1 && !IsInteger(sizes[0].Type))
            return shape.Rank is not null && shape.Dims.Count(d => !d.IsConstant) <= 1 && shape.Dims.All(d => d.Constant != 0)
                ? (string.Join(", ", shape.Dims.Select(d => d.Constant is { } n ? CSharpText.Of(n) : "-1")), null)
                : null;
        var view = new ViewSizes(torch);
        var texts = sizes.Select((size, i) => view.Size(size, shape.Rank is null ? null : shape.Dims[i])).ToList();
        if (texts.Any(t => t is null) || texts.Count(t => t == "-1") > 1) return null;
        return (string.Join(", ", texts), view.Assumption);
    }

    /// <summary>An exporter takes them as constants, but -1 stands for nothing beside a 0 or another -1.</summary>
    private string? Assumption => _unproven.Count switch
    {
        0 => null,
        1 => $"{_unproven[0]} is above 0",
        _ => $"{string.Join(" and ", _unproven)} are above 0",
    };

    /// <summary>-1 for a size that is left open, null for one that cannot be written.</summary>
    private string? Size(IOperation size, Dim? known)
    {
        if (known?.Constant == 0) return null;
        var value = (_torch.ValueOf(size) as IntegerValue)?.Dim.Constant;
        var isFree = value != -1 && !SizeReads.In(size, _torch);
        if (!isFree && known?.Constant is null) return "-1";
        // What calls and writes besides is not for a rewrite to judge.
        if (isFree && !size.DescendantsAndSelf().All(IsPlain)) return known?.Constant is null ? null : Literal(known);
        if (isFree && value is not > 0 && !_unproven.Contains(size.Syntax.ToString())) _unproven.Add(size.Syntax.ToString());
        if (isFree) return CSharpText.Text(size.Syntax);
        return value != -1 && Named(size) && size.Syntax is ExpressionSyntax expression && Written(expression) is { } written
            ? written
            : Literal(known!);
    }

    private static string Literal(Dim size) => CSharpText.Of(size.Constant!.Value);

    /// <summary>True where a part of the size has a name that says more than a number would.</summary>
    private bool Named(IOperation size) => size.DescendantsAndSelf().Any(o => IsInteger(o.Type)
        && o is IFieldReferenceOperation or IParameterReferenceOperation or ILocalReferenceOperation { Local.IsConst: true }
        && !SizeReads.In(o, _torch));

    /// <summary>The expression with numbers for what reads sizes; null where that might compute something else.</summary>
    private string? Written(ExpressionSyntax expression)
    {
        if (expression is ParenthesizedExpressionSyntax inner)
            return Written(inner.Expression) is { } text ? text.All(char.IsDigit) ? text : $"({text})" : null;
        var operation = _torch.Compilation.Bound(expression.SyntaxTree).GetOperation(expression);
        if (operation is null || !IsInteger(operation.Type)) return null;
        if (!SizeReads.In(operation, _torch)) return CSharpText.Text(expression);
        var value = (_torch.ValueOf(operation) as IntegerValue)?.Dim.Constant;
        if (!Named(operation)) return value is >= 0 and <= int.MaxValue ? CSharpText.Of(value.Value) : null;
        if (expression is not BinaryExpressionSyntax binary
            || Written(binary.Left) is not { } left
            || Written(binary.Right) is not { } right)
            return null;
        // A number is an int where a size is a long, so that a product may not fit.
        var fits = value is >= 0 and <= int.MaxValue || binary.Kind() is SyntaxKind.DivideExpression or SyntaxKind.ModuloExpression;
        return fits ? $"{left} {binary.OperatorToken.Text} {right}" : null;
    }

    private static bool IsPlain(IOperation operation) => operation switch
    {
        IBinaryOperation binary => binary.OperatorMethod is null,
        IUnaryOperation unary => unary.OperatorMethod is null,
        IConversionOperation conversion => conversion.OperatorMethod is null,
        _ => operation is ILiteralOperation
            or ILocalReferenceOperation
            or IParameterReferenceOperation
            or IFieldReferenceOperation
            or IInstanceReferenceOperation,
    };

    private static bool IsInteger(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;
}
