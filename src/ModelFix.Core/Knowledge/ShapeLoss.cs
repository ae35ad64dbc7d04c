using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Interpretation;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Knowledge;

/// <summary>An expression of whose shape less is known than of what it is made from, and why.</summary>
/// <param name="Node">The expression, or a whole method where nothing in it is known.</param>
/// <param name="Reason">Why, and what would help. One sentence, no full stop.</param>
internal sealed record ShapeLoss(SyntaxNode Node, string Reason)
{
    private static readonly string BeyondBudget = string.Format(
        CultureInfo.InvariantCulture,
        "interpreting it takes more than {0:N0} steps (or nests deeper than {1:N0}), so nothing is known",
        StepBudget.MaxSteps,
        StepBudget.MaxNesting);

    private enum Knowledge
    {
        Nothing,
        Rank,
        Everything,
    }

    /// <summary>Where a reader finds it: a method at its name.</summary>
    public Location Location => Node is MethodDeclarationSyntax method ? method.Identifier.GetLocation() : Node.GetLocation();

    /// <summary>The expression as it is written, or the name of the method.</summary>
    public string Text => Node is MethodDeclarationSyntax method ? method.Identifier.Text : Node.ToString();

    /// <summary>
    /// The losses in a method, in the order of the text; a variable is named once. One for all where the method is not interpreted.
    /// </summary>
    public static ImmutableArray<ShapeLoss> In(IOperation body, TorchCompilation torch)
    {
        if (OfWholeMethod(body.Syntax, torch) is { } whole) return ImmutableArray.Create(whole);
        var losses = ImmutableArray.CreateBuilder<ShapeLoss>();
        var variables = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in body
            .Descendants()
            .Where(o => !o.IsImplicit && torch.Symbols.IsTensor(o.Type))
            .OrderBy(o => o.Syntax.SpanStart))
        {
            if (IsNotRead(operation) || VariableUses.Symbol(operation) is { } seen && variables.Contains(seen)) continue;
            if (Why(operation, torch) is not { } reason) continue;
            if (VariableUses.Symbol(operation) is { } variable) variables.Add(variable);
            losses.Add(new ShapeLoss(operation.Syntax, reason));
        }

        return losses.ToImmutable();
    }

    /// <summary>The first loss on the way to an expression, or null where everything is known of it.</summary>
    public static ShapeLoss? Behind(IOperation expression, TorchCompilation torch)
    {
        if (OfWholeMethod(expression.Syntax, torch) is { } whole) return whole;
        var at = expression.WithoutConversions();
        for (var steps = 0; steps < 64; steps++)
        {
            if (Of(at, torch) == Knowledge.Everything) return null;
            if (Why(at, torch) is { } reason) return new ShapeLoss(at.Syntax, reason);
            if (Sources(at, torch).OrderBy(s => Of(s, torch)).FirstOrDefault() is not { } source) return null;
            at = source.WithoutConversions();
        }

        return null;
    }

    private static ShapeLoss? OfWholeMethod(SyntaxNode node, TorchCompilation torch)
    {
        if (torch.IsBeyondBudget(node) && CodeBody.Around(node) is { } body) return new ShapeLoss(body, BeyondBudget);
        // A contract that is wrong says nothing of any shape.
        return torch.ConflictAround(node) is { } conflict
            ? new ShapeLoss(conflict.Node, $"this throws, so nothing that depends on these shapes is proven: {conflict.Reason}")
            : null;
    }

    /// <summary>Why less is known of an expression than of its sources; null where that is not so.</summary>
    private static string? Why(IOperation operation, TorchCompilation torch)
    {
        if (operation is IConversionOperation or IParenthesizedOperation) return null;
        var own = Of(operation, torch);
        if (own == Knowledge.Everything) return null;
        var sources = Sources(operation, torch).ToList();
        if (sources.Count > 0 && sources.Min(s => Of(s, torch)) <= own) return null;
        return own == Knowledge.Nothing ? Unknown(operation, sources.Count > 0, torch) : Sizes(operation, torch);
    }

    private static string Unknown(IOperation operation, bool hasSources, TorchCompilation torch) => operation switch
    {
        IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { Name: "forward" or "call" } } parameter } =>
            $"nothing says what {parameter.Name} is: state its shape in a doc comment, [N, 3, 224, 224], or in modelfix.json",
        IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol method } parameter } when torch.Calls.Of(
            method) is not null =>
            $"the callers of {method.Name} know no more of {parameter.Name}: state the shape of what they are given",
        IParameterReferenceOperation { Parameter: var parameter } =>
            $"{parameter.Name} is given by callers that are not all seen: state its shape in a doc comment",
        ILocalReferenceOperation { Local: var local } =>
            hasSources
                ? $"{local.Name} has different shapes on the ways that lead here"
                : $"{local.Name} is given a value that is not followed",
        IFieldReferenceOperation { Field: var field } => $"{field.Name} comes from outside of forward",
        IArrayElementReferenceOperation element => $"what {element.ArrayReference.Syntax} holds there is not known",
        IPropertyReferenceOperation { Property.IsIndexer: true } => "what is indexed here is not followed",
        IPropertyReferenceOperation { Property: var property } => $"{property.Name} comes from outside of forward",
        IInvocationOperation { TargetMethod.Name: "call" or "forward" } call when torch.Symbols.IsModule(call.Instance?.Type) =>
            $"what {call.Instance!.Syntax} makes of its input is not known",
        IInvocationOperation call when OperatorCalls.From(call, torch.Symbols) is { } known =>
            OperatorCatalog.Named(known.Operator)?.Result is not null
            ? $"what {known.Operator} gives depends on arguments that are not known here"
            : $"{known.Operator} is not modelled",
        IInvocationOperation call => $"{call.TargetMethod.Name} is not followed",
        _ => "this is not followed",
    };

    private static string Sizes(IOperation operation, TorchCompilation torch)
    {
        var shape = torch.ShapeOf(operation);
        var open = Enumerable.Range(0, shape.Dims.Length).Where(i => shape.Dims[i].Display == "?").ToList();
        return $"of {shape.Display}, {(open.Count == 1 ? "the size" : "the sizes")} of dim {string.Join(", ", open)} "
            + $"{(open.Count == 1 ? "is" : "are")} not known";
    }

    private static Knowledge Of(IOperation operation, TorchCompilation torch) => torch.ShapeOf(operation) switch
    {
        { HasLeading: true } => Knowledge.Nothing,
        { Dims: var dims } when dims.Any(d => d.Display == "?") => Knowledge.Rank,
        _ => Knowledge.Everything,
    };

    /// <summary>The tensors that an expression is made from, as far as they can be seen.</summary>
    private static IEnumerable<IOperation> Sources(IOperation operation, TorchCompilation torch)
    {
        var parts = operation switch
        {
            ILocalReferenceOperation => VariableUses.Of(operation)?.Writes.Select(w => w.Value).OfType<IOperation>() ?? [],
            IInvocationOperation { Instance: var instance, Arguments: var arguments } =>
                arguments
                    .SelectMany(a => a.Value.Elements())
                    .Concat(instance is null || torch.Symbols.IsModule(instance.Type) ? [] : [instance]),
            IPropertyReferenceOperation { Instance: { } instance, Arguments: var arguments } =>
                arguments.Select(a => a.Value).Append(instance),
            IParameterReferenceOperation or IFieldReferenceOperation => [],
            _ => operation.ChildOperations,
        };
        return parts.Select(p => p.WithoutConversions()).Where(p => torch.Symbols.IsTensor(p.Type));
    }

    /// <summary>True for the target of an assignment, of which nothing is asked.</summary>
    private static bool IsNotRead(IOperation operation) =>
        operation.Parent is ISimpleAssignmentOperation assignment && assignment.Target == operation
        || operation is IDeclarationExpressionOperation || operation.Parent is ITupleOperation or IDeclarationExpressionOperation;
}
