using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>Assignments of every kind.</summary>
internal sealed class Assignments(Interpreter interpreter) : Room(interpreter)
{
    public Value Compound(ICompoundAssignmentOperation assignment)
    {
        var (left, right) = (Evaluate(assignment.Target), Evaluate(assignment.Value));
        if (Scope.Symbols.IsTensor(assignment.Type))
            return Store(
                assignment.Target,
                Pairwise.Computed(assignment.OperatorKind, left, right, (assignment.Target, assignment.Value), Id(assignment)));
        return Store(assignment.Target, left is IntegerValue l && right is IntegerValue r && IsInteger(assignment.Type)
            ? Arithmetic.Of(assignment.OperatorKind, l.Dim, r.Dim, assignment.Type)
            : Value.Nothing);
    }

    public Value Increment(IIncrementOrDecrementOperation increment)
    {
        var before = Evaluate(increment.Target);
        var kind = increment.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract;
        var after = before is IntegerValue integer && IsInteger(increment.Type)
            ? Arithmetic.Of(kind, integer.Dim, Dim.One, increment.Type)
            : Value.Nothing;
        Store(increment.Target, after);
        return increment.IsPostfix ? before : after;
    }

    public Value Deconstruct(IDeconstructionAssignmentOperation deconstruction)
    {
        var value = Evaluate(deconstruction.Value);
        Spread(deconstruction.Target, IsTuple(deconstruction.Value) || TakesElementsInOrder(deconstruction) ? value : Value.Nothing);
        return value;
    }

    private static bool IsTuple(IOperation value) =>
        value.WithoutConversions().Type is null or { IsTupleType: true } || IsSystemTuple(value);

    /// <summary>Some layers of TorchSharp give a System.Tuple, which .NET deconstructs in order.</summary>
    public static bool IsSystemTuple(IOperation value) =>
        value.WithoutConversions().Type is { Name: "Tuple",
            ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>
    /// TorchSharp has no Deconstruct for shapes; projects write their own. It is believed where each of its statements is
    /// <c>name = shape[i]</c>,
    /// the i-th out parameter getting the i-th element.
    /// </summary>
    private bool TakesElementsInOrder(IDeconstructionAssignmentOperation deconstruction)
    {
        if (deconstruction.Syntax is not AssignmentExpressionSyntax syntax) return false;
        var method = Scope.Model(syntax).GetDeconstructionInfo(syntax).Method;
        method = method?.ReducedFrom ?? method;
        if (method?.Declarations().FirstOrDefault()?.GetSyntax() is not MethodDeclarationSyntax declaration) return false;
        var statements = declaration.Body?.Statements
            .OfType<ExpressionStatementSyntax>()
            .Select(s => s.Expression)
            .OfType<AssignmentExpressionSyntax>()
            .ToList();
        if (statements is null
            || statements.Count != declaration.Body!.Statements.Count
            || statements.Count != declaration.ParameterList.Parameters.Count - 1)
            return false;
        var source = declaration.ParameterList.Parameters[0].Identifier.Text;
        return declaration.ParameterList.Parameters.Skip(1).Select((p, i) => (p, i)).All(p => statements.Any(s =>
            s.Left.ToString() == p.p.Identifier.Text
                && s.Right.ToString().Replace(" ", "") == FormattableString.Invariant($"{source}[{p.i}]")));
    }

    public void Spread(IOperation target, Value value)
    {
        var targets = target switch
        {
            IDeclarationExpressionOperation { Expression: ITupleOperation tuple } => tuple.Elements,
            ITupleOperation tuple => tuple.Elements,
            _ => ImmutableArray<IOperation>.Empty,
        };
        for (var i = 0; i < targets.Length; i++)
        {
            var item = value switch
            {
                ListValue list when i < list.Items.Length => list.Items[i],
                SizesValue sizes => new IntegerValue(Members.SizeThatIsRead(sizes.Tensor, i)),
                _ => Value.Nothing,
            };
            if (targets[i] is ITupleOperation) Spread(targets[i], item);
            else Store(targets[i], item);
        }
    }

    public Value Put(IOperation target, Value value)
    {
        switch (target.WithoutConversions())
        {
            case ILocalReferenceOperation local: Assign(local.Local, value); break;
            case IParameterReferenceOperation parameter: Assign(parameter.Parameter, value); break;
            case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field: Assign(field.Field, value); break;
            case IFieldReferenceOperation { Field: { ContainingType.IsTupleType: true } element, Instance: { } tuple }:
                StoreField(tuple, Members.Position(element), value); break;
            case IPropertyReferenceOperation { Property.IsIndexer: false, Instance: IInstanceReferenceOperation } property:
                Assign(property.Property, value); break;
            case IDeclarationExpressionOperation declaration: Store(declaration.Expression, value); break;
            case IArrayElementReferenceOperation element: StoreElement(element, value); break;
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } list } when !Scope.Symbols.IsTensor(list.Type):
                Others(target); Flow.ForgetLists(); break;
            case IImplicitIndexerReferenceOperation: Others(target); Flow.ForgetLists(); break;
            case IDiscardOperation: break;
            default: Others(target); break;
        }

        return value;
    }

    /// <summary>pair.Item1 = x: the variable holds another tuple then.</summary>
    private void StoreField(IOperation tuple, int at, Value value) =>
        Store(tuple, Evaluate(tuple) is ListValue list && at >= 0 && at < list.Items.Length
            ? list with { Items = list.Items.SetItem(at, value) }
            : Value.Nothing);

    /// <summary>
    /// shape[1] = 5: any variable may hold the array that changes; of the one that is written through, the new content is known.
    /// </summary>
    private void StoreElement(IArrayElementReferenceOperation element, Value value)
    {
        var array = Evaluate(element.ArrayReference);
        var at = element.Indices.Length == 1 ? Members.Position(element.Indices[0]) : null;
        if (array is ListValue { Origin: not null }) Flow.ForgetAliases(array);
        else Flow.ForgetLists();
        if (array is not ListValue list || at is not { } i || i < -list.Items.Length || i >= list.Items.Length) return;
        Store(element.ArrayReference, list with { Items = list.Items.SetItem((int)(i < 0 ? i + list.Items.Length : i), value) });
    }
}
