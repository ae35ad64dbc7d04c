using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>
/// LINQ as people compute shapes with it: <c>x.shape.Skip(1).Aggregate(1L, (a, b) =&gt; a * b)</c>,
/// <c>x.shape[..^1].Append(k).ToArray()</c>.
/// </summary>
internal sealed class Sequences(Interpreter interpreter) : Room(interpreter)
{
    /// <summary>What a LINQ method makes of a known list; null for any other call, and where it is not known.</summary>
    public Value? Sequence(IInvocationOperation invocation)
    {
        var method = invocation.TargetMethod;
        var isLinq = method.ContainingType is { Name: "Enumerable" } && method.ContainingNamespace?.ToDisplayString() == "System.Linq";
        var arguments = invocation.Arguments.OrderBy(a => a.Parameter?.Ordinal).Select(a => a.Value).ToList();
        if (invocation.Instance is { } list && method is { Name: "ToArray", Parameters.IsEmpty: true }) arguments.Insert(0, list);
        else if (!isLinq) return null;
        if (arguments.Count == 0 || Listed(Known(arguments[0])) is not { } source) return null;
        var rest = arguments.Skip(1).ToList();
        // What runs later runs over what the list is then.
        if (IsLazy(invocation) && !IsUsedAtOnce(invocation)) return null;
        return (method.Name, rest.Count) switch
        {
            ("ToArray" or "ToList", 0) => source with { Origin = Id(invocation) },
            ("AsEnumerable" or "Cast", 0) => source,
            ("OfType", 0) => source.Items.All(i => IsOf(i, method.TypeArguments[0])) ? source : null,
            ("Reverse", 0) => Changed(source, source.Items.Reverse()),
            ("Skip", 1) => Number(rest[0]) is { } n ? Changed(source, source.Items.Skip(n)) : null,
            ("Take", 1) => Number(rest[0]) is { } n ? Changed(source, source.Items.Take(n)) : null,
            ("SkipLast", 1) => Number(rest[0]) is { } n ? Changed(source, source.Items.Take(Math.Max(0, source.Items.Length - n))) : null,
            ("TakeLast", 1) => Number(rest[0]) is { } n ? Changed(source, source.Items.Skip(Math.Max(0, source.Items.Length - n))) : null,
            ("Append", 1) => Changed(source, source.Items.Append(Known(rest[0]))),
            ("Prepend", 1) => Changed(source, source.Items.Prepend(Known(rest[0]))),
            ("Concat", 1) => Known(rest[0]) is ListValue other ? Changed(source, source.Items.Concat(other.Items)) : null,
            ("First", 0) => source.Items.IsEmpty ? null : source.Items[0],
            ("Last", 0) => source.Items.IsEmpty ? null : source.Items[source.Items.Length - 1],
            ("ElementAt", 1) => Number(rest[0]) is { } n && n < source.Items.Length ? source.Items[n] : null,
            ("Count", 0) => new IntegerValue(Dim.Of(source.Items.Length)),
            ("Sum", 0) => IsInteger(invocation.Type) ? Total(source.Items, invocation.Type) : null,
            ("Select", 1) => Mapped(source, rest[0]),
            ("Where", 1) => Filtered(source, rest[0]),
            ("Aggregate", 1) => source.Items.IsEmpty ? null : Folded(source.Items[0], source.Items.Skip(1), rest[0]),
            ("Aggregate", 2) => Folded(Known(rest[0]), source.Items, rest[1]),
            _ => null,
        };
    }

    /// <summary>A list, or the modules in a container of them.</summary>
    private static ListValue? Listed(Value value) => value switch
    {
        ListValue list => list,
        ModuleValue { Parts: { } parts } => new ListValue(parts),
        _ => null,
    };

    private bool IsOf(Value item, ITypeSymbol type) => item is ModuleValue { Layer.Construction.Type: { } made }
        && Scope.Compilation.ClassifyCommonConversion(made, type) is { IsImplicit: true };

    private static ListValue Changed(ListValue source, IEnumerable<Value> items) => source with { Items = items.ToImmutableArray() };

    private int? Number(IOperation argument) =>
        Known(argument) is IntegerValue { Dim.Constant: >= 0 and <= int.MaxValue and var n } ? (int)n : null;

    private static Value? Total(ImmutableArray<Value> items, ITypeSymbol? type) =>
        items.All(i => i is IntegerValue)
            ? Arithmetic.Fitting(items.Cast<IntegerValue>().Aggregate(Dim.Zero, (sum, i) => sum + i.Dim), type)
            : null;

    private ListValue? Mapped(ListValue source, IOperation function)
    {
        if (Pure(function) is not { } lambda) return null;
        return Changed(source, source.Items.Select((item, i) => Computed(lambda, item, new IntegerValue(Dim.Of(i)))));
    }

    private ListValue? Filtered(ListValue source, IOperation function)
    {
        if (Pure(function) is not { } lambda) return null;
        var kept = source.Items
            .Select((item, i) =>
                Computed(lambda, item, new IntegerValue(Dim.Of(i))) is ConstantValue { Constant: bool keep } ? keep : (bool?)null)
            .ToList();
        return kept.Contains(null) ? null : Changed(source, source.Items.Where((_, i) => kept[i]!.Value));
    }

    private Value? Folded(Value seed, IEnumerable<Value> items, IOperation function) =>
        Pure(function) is { } lambda ? items.Aggregate(seed, (total, item) => Computed(lambda, total, item)) : null;

    /// <summary>A lambda that is one expression without effects.</summary>
    private static IAnonymousFunctionOperation? Pure(IOperation function)
    {
        var value = function.WithoutConversions();
        if ((value is IDelegateCreationOperation creation ? creation.Target : value) is not IAnonymousFunctionOperation lambda) return null;
        return lambda.Body.Operations is { Length: 1 } body
            && body[0] is IReturnOperation { ReturnedValue: not null }
            && WrittenVariables.In(lambda.Body).Count == 0
            ? lambda
            : null;
    }

    private Value Computed(IAnonymousFunctionOperation lambda, params Value[] arguments)
    {
        var (flow, silent) = (Flow, State.IsSilent);
        (Flow, State.IsSilent) = (flow.Copy(), true);
        foreach (var (parameter, value) in lambda.Symbol.Parameters.Zip(arguments, (p, v) => (p, v))) Flow[parameter] = value;
        var result = Evaluate(((IReturnOperation)lambda.Body.Operations[0]).ReturnedValue!);
        (Flow, State.IsSilent) = (flow, silent);
        return result;
    }

    private static bool IsLazy(IInvocationOperation invocation) =>
        invocation.TargetMethod.Name is "Reverse"
            or "Skip"
            or "Take"
            or "SkipLast"
            or "TakeLast"
            or "Append"
            or "Prepend"
            or "Concat"
            or "Select"
            or "Where"
            or "AsEnumerable";

    private static bool IsUsedAtOnce(IOperation sequence)
    {
        var value = sequence;
        while (value.Parent is IConversionOperation or IParenthesizedOperation) value = value.Parent;
        return value.Parent is IArgumentOperation or IForEachLoopOperation
            || value.Parent is IInvocationOperation call && call.Instance == value
            || value.Syntax.Parent?.RawKind == Expressions.SpreadElementKind;
    }
}
