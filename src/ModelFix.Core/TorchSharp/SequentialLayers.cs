using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelFix.Core.TorchSharp;

/// <summary>The layers of a <c>Sequential(…)</c> that is written out: positional or as tuples of a name and a layer.</summary>
/// <param name="Construction">The call of the factory.</param>
/// <param name="Layers">The layers in the order in which they run.</param>
/// <param name="IsNamed">True where the layers are written as tuples.</param>
internal sealed record SequentialLayers(IInvocationOperation Construction, ImmutableArray<SequentialLayer> Layers, bool IsNamed)
{
    /// <summary>The layers, or null where the operation is not a Sequential whose layers are all written in its argument list.</summary>
    public static SequentialLayers? From(IOperation operation, TorchSymbols symbols)
    {
        if (operation.WithoutConversions() is not IInvocationOperation { TargetMethod: { Name: "Sequential", IsStatic: true } method } call)
            return null;
        if (!SymbolEqualityComparer.Default.Equals(method.ContainingType, symbols.Nn)) return null;
        if (call.Arguments.Length != 1 || call.Arguments[0] is not { ArgumentKind: ArgumentKind.ParamArray, Value: var list }) return null;
        if (list is not IArrayCreationOperation { Initializer: { } written }) return null;

        var layers = ImmutableArray.CreateBuilder<SequentialLayer>();
        var named = false;
        foreach (var element in written.ElementValues.Select(e => e.WithoutConversions()))
        {
            named = element is ITupleOperation;
            if (LayerOf(element, layers.Count) is not { } layer) return null;
            layers.Add(layer);
        }

        return new SequentialLayers(call, layers.ToImmutable(), named);
    }

    /// <summary>The position of a layer's construction, or -1.</summary>
    public int IndexOf(IOperation construction)
    {
        for (var i = 0; i < Layers.Length; i++)
            if (Layers[i].Module.Syntax == construction.Syntax) return i;
        return -1;
    }

    private static SequentialLayer? LayerOf(IOperation element, int position)
    {
        if (element.Syntax.FirstAncestorOrSelf<ArgumentSyntax>() is not { } argument) return null;
        if (element is not ITupleOperation tuple)
            return new SequentialLayer(position.ToString(CultureInfo.InvariantCulture), element, argument);
        if (element.Syntax.Parent is not ArgumentSyntax whole || tuple.Elements.Length != 2) return null;
        return tuple.Elements[0].ConstantValue.Value is string name
            ? new SequentialLayer(name, tuple.Elements[1].WithoutConversions(), whole)
            : null;
    }
}

/// <summary>One layer of a Sequential.</summary>
/// <param name="Name">The name under which its state is stored: its position, or as written.</param>
/// <param name="Module">The expression that gives the layer.</param>
/// <param name="Argument">Its entry in the argument list: the layer, or the tuple.</param>
internal sealed record SequentialLayer(string Name, IOperation Module, ArgumentSyntax Argument);
