using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Shapes;

/// <summary>Interprets a method abstractly and remembers what each expression's value is known to be.</summary>
internal sealed class ShapeFlow
{
    public ShapeFlow(Compilation compilation, TorchSymbols symbols, LayerFields layers, ModelSettings settings)
    {
        _ = (compilation, symbols, layers, settings);
    }

    public Value ValueOf(IOperation expression) =>
        expression.WithoutConversions().ConstantValue is { HasValue: true, Value: int or long } constant
            ? new IntegerValue(Dim.Of(Convert.ToInt64(constant.Value, System.Globalization.CultureInfo.InvariantCulture)))
            : Value.Nothing;

    public (Dim Lower, Dim Upper)? LoopBounds(ILocalSymbol variable)
    {
        _ = variable;
        return null;
    }
}
