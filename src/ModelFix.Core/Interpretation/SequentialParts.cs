using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Interpretation;

/// <summary>The layers of a Sequential in order.</summary>
internal static class SequentialParts
{
    /// <summary>The parts (null for one that is not known), or null where it is not even known how many there are.</summary>
    public static IReadOnlyList<Layer?>? Of(Layer sequential, FlowScope scope)
    {
        var arguments = sequential.Construction.ChildOperations.OfType<IArgumentOperation>().ToList();
        if (arguments.Count != 1) return null;
        var elements = arguments[0].Value.Elements();
        if (elements.Length == 1 && elements[0].Type is { } type && !scope.Symbols.IsModule(type) && elements[0] is not ITupleOperation)
            return null;
        return elements
            .Select(e => e is ITupleOperation { Elements: { Length: 2 } pair } ? pair[1].WithoutConversions() : e)
            .Select(scope.Layers.Of)
            .ToList();
    }
}
