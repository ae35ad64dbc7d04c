using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Engine.Observation;

/// <summary>What the recordings show of a method.</summary>
/// <param name="Named">Of each of <see cref="MethodShapes.Shapes"/>, in the same order.</param>
/// <param name="Expressions">Of the calls and operators in between, in the order of the text.</param>
internal sealed record ObservedMethod(ImmutableArray<ObservedTensor> Named, ImmutableArray<ObservedTensor> Expressions)
{
    public IEnumerable<ObservedTensor> All => Named.Concat(Expressions);

    /// <summary>Holds a method against the recordings.</summary>
    public static ObservedMethod Of(MethodShapes method, Observations recorded, TorchCompilation torch)
    {
        var named = method.Shapes.Select(s => s.Node).ToHashSet();
        var body = torch.Compilation.Bound(method.Declaration.SyntaxTree).GetOperation(method.Declaration)!;
        var expressions = body.Descendants()
            .Where(o => !o.IsImplicit && IsMade(o) && !named.Contains(o.Syntax))
            .DistinctBy(o => o.Syntax)
            .OrderBy(o => o.Syntax.SpanStart)
            .ThenBy(o => o.Syntax.Span.End)
            .SelectMany(o => Tensors(o, torch).Select(t => recorded.Observed(new TensorPlace(o.Syntax, t.Path), t.Shape, t.Type)))
            .ToImmutableArray();
        var conflict = torch.ConflictAround(method.Declaration) is { } thrown && recorded.Returned(method.Declaration) is { } run
            ? new[] { Contradicted(thrown.Node, $"it is to throw, since {thrown.Reason}, and does not", run) }
            : [];
        return new ObservedMethod([.. method.Shapes.Select(s => Observed(s, recorded))], [.. expressions, .. conflict]);
    }

    private static ObservedTensor Observed(NamedShape named, Observations recorded)
    {
        if (named.Node is ParameterSyntax parameter) return Observed(parameter, recorded);
        var observed = recorded.Observed(new TensorPlace(named.Node, ""), named.Shape, named.Type);
        return observed.State == ObservedState.NotJoined && Value(named.Node) is { } value
            ? recorded.Observed(value, named.Shape, named.Type) with { Node = named.Node }
            : observed;
    }

    /// <summary>What is shown of a parameter is what it is where it is read first, which may be in a branch.</summary>
    private static ObservedTensor Observed(ParameterSyntax parameter, Observations recorded) =>
        recorded.Parameter(parameter) is TensorValue tensor
        ? recorded.Observed(new TensorPlace(parameter, ""), tensor.Shape, tensor.Type)
        : recorded.Observed(new TensorPlace(parameter, ""), TensorShape.Unknown, ElementType.Unknown);

    /// <summary>What is put into a variable that is no local: a field, one that a lambda uses, or one that is discarded.</summary>
    private static TensorPlace? Value(SyntaxNode name)
    {
        var (value, path) = name switch
        {
            VariableDeclaratorSyntax { Initializer.Value: var initializer } => (initializer, ""),
            { Parent: AssignmentExpressionSyntax { Left: var left, Right: var right } assignment } when left == name =>
                (assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) ? right : assignment, ""),
            { Parent: ParenthesizedVariableDesignationSyntax { Parent.Parent: AssignmentExpressionSyntax { Right: var right } } all } =>
                (right, Position(all.Variables.IndexOf(v => v == name))),
            { Parent: ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax { Right: var right } } all } at }
                => (right, Position(all.Arguments.IndexOf(at))),
            _ => (null, ""),
        };
        while (value is ParenthesizedExpressionSyntax { Expression: var inner }) value = inner;
        return value is null ? null : new TensorPlace(value, path);
    }

    private static string Position(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    private static bool IsMade(IOperation operation) => operation switch
    {
        IInvocationOperation or IBinaryOperation { OperatorMethod: not null } or IUnaryOperation { OperatorMethod: not null }
            or ICompoundAssignmentOperation { OperatorMethod: not null } => true,
        IPropertyReferenceOperation property => !(property.Parent is IAssignmentOperation { Target: var target } && target == property),
        _ => false,
    };

    /// <summary>The tensors in what an expression gives.</summary>
    private static IEnumerable<(string Path, TensorShape Shape, ElementType Type)> Tensors(IOperation operation, TorchCompilation torch)
    {
        if (torch.Symbols.IsTensor(operation.Type))
            return [torch.InterpretedValueOf(operation) is TensorValue tensor
                ? ("", tensor.Shape, tensor.Type)
                : ("", TensorShape.Unknown, ElementType.Unknown)];
        return Parts(torch.InterpretedValueOf(operation), "");
    }

    private static IEnumerable<(string Path, TensorShape Shape, ElementType Type)> Parts(Value value, string path) => value switch
    {
        TensorValue tensor when path.Length > 0 => [(path, tensor.Shape, tensor.Type)],
        ListValue list => list.Items.SelectMany((item, i) =>
            Parts(item, FormattableString.Invariant($"{path}{(path.Length > 0 ? "." : "")}{i + 1}"))),
        _ => [],
    };

    private static ObservedTensor Contradicted(SyntaxNode node, string why, string run) =>
        new(node, ObservedState.Contradicts) { Contradiction = $"{why} ({run})", IsCompared = true };
}
