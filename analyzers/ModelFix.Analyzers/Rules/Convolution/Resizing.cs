using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Convolution;

/// <summary>A resize of images as it is written: <c>interpolate(x, size: …)</c>, or the layer <c>Upsample(size: …)</c>.</summary>
/// <param name="Name">interpolate, upsample_bilinear, Upsample.</param>
/// <param name="Call">The call of the function or of the layer's factory.</param>
/// <param name="Node">Where it is reported.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Inputs">The shape of each input; where not all calls of a layer are seen, one of which nothing is known.</param>
internal sealed record Resizing(
    string Name,
    IOperation Call,
    SyntaxNode Node,
    TorchArguments Arguments,
    ImmutableArray<TensorShape> Inputs)
{
    /// <summary>The functions that resize, without upsample_nearest, which throws whatever it is given, and the layer.</summary>
    public static IReadOnlyList<Pattern> Patterns(Func<Resizing, TorchCompilation, Finding?> inspect) =>
    [
        Calls.Of((call, torch) => inspect(Of(call, torch), torch), "interpolate", "upsample", "upsample_bilinear"),
        Constructions.Of((layer, torch) => Of(layer, torch) is { } resizing ? inspect(resizing, torch) : null, "Upsample"),
    ];

    /// <summary>The size that is given, or null.</summary>
    public IOperation? Size => Given("size");

    /// <summary>The factors that are given, or null.</summary>
    public IOperation? ScaleFactor => Given("scale_factor");

    /// <summary>Adaptive average pooling by another name.</summary>
    public bool IsArea => Arguments["mode"] is IFieldReferenceOperation { Field.Name: "Area" };

    /// <summary>With recompute_scale_factor libtorch computes the size from the factor, and the factor from the size.</summary>
    public bool Recomputes =>
        Arguments["recompute_scale_factor"] is not null && Arguments.Constant("recompute_scale_factor").Value is not (false or null);

    /// <summary>The element of an array of one factor, or null.</summary>
    public IOperation? SingleFactor => ScaleFactor is not null
        && Arguments.Elements("scale_factor") is { Length: 1 } only && only[0].Type is not IArrayTypeSymbol
            ? only[0]
            : null;

    private static Resizing Of(TorchCall call, TorchCompilation torch) =>
        new(call.Operator, call.Invocation, call.NameSyntax, call.Arguments, ImmutableArray.Create(torch.ShapeOf(call.Input)));

    /// <summary>The layer, or null where nothing exported calls it.</summary>
    private static Resizing? Of(Layer layer, TorchCompilation torch)
    {
        var inputs = SequentialInputs.InputsOf(layer.Construction, torch);
        if (inputs is { IsEmpty: true }) return null;
        var shapes = inputs?.Select(i => i.Shape).ToImmutableArray() ?? ImmutableArray.Create(TensorShape.Unknown);
        return new Resizing(layer.Kind, layer.Construction, layer.Construction.Syntax, layer.Arguments, shapes);
    }

    private IOperation? Given(string name) => Arguments[name] is { } value && value.ConstantValue is not { HasValue: true, Value: null }
        ? value
        : null;
}
