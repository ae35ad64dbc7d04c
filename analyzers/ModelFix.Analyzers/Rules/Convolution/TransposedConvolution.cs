using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Convolution;

/// <summary>
/// A transposed convolution's geometry as its construction states it: an entry a spatial dim, null where one is not constant.
/// </summary>
/// <param name="Layer">The layer.</param>
/// <param name="Dims">How many spatial dims it has: 1 to 3.</param>
internal sealed record TransposedConvolution(Layer Layer, int Dims)
{
    public ImmutableArray<long?> Kernel { get; private init; }
    public ImmutableArray<long?> Stride { get; private init; }
    public ImmutableArray<long?> Padding { get; private init; }
    public ImmutableArray<long?> Dilation { get; private init; }

    /// <summary>The output padding as written.</summary>
    public ImmutableArray<long?> Written { get; private init; }

    /// <summary>Null where the argument is not constant.</summary>
    public bool? HasBias { get; private init; }

    private bool IsGrouped { get; init; }

    public static TransposedConvolution From(Layer layer)
    {
        var dims = layer.Kind[layer.Kind.Length - 2] - '0';
        return new TransposedConvolution(layer, dims)
        {
            Kernel = Sizes(layer, "kernel_size", dims, missing: null),
            Stride = Sizes(layer, "stride", dims, missing: 1),
            Padding = Sizes(layer, "padding", dims, missing: 0),
            Dilation = Sizes(layer, "dilation", dims, missing: 1),
            Written = Sizes(layer, "output_padding", dims, missing: 0),
            HasBias = layer.Arguments.Constant("bias").Value as bool?,
            IsGrouped = layer.Arguments.Integer("groups") > 1,
        };
    }

    /// <summary>
    /// True where the rewrite takes another kernel of libtorch than the layer: oneDNN's is not taken where output padding is not below the
    /// stride, and is without it. That of libtorch 2.10 leaves parts of float32 outputs unwritten on processors with AVX2 or AVX-512:
    /// measured against float64, at stride 1 for most geometries with few channels; never for groups, in float64, or with
    /// ONEDNN_MAX_CPU_ISA=AVX. Below the stride the layer itself is computed by it.
    /// </summary>
    public bool ChangesKernel => !IsGrouped && Written.Zip(Stride, (o, s) => o >= s).Any(reaches => reaches);

    public bool HasOutputPadding => Written.Any(o => o != 0);

    public bool IsConstant => new[] { Kernel, Stride, Padding, Dilation, Written }.All(sizes => sizes.All(s => s is not null));

    public bool IsUneven => Written.Distinct().Count() > 1;

    /// <summary>
    /// True where TorchSharp computes with the first entry of a tuple alone: known of 0.107, whose layers derive from ConvolutionTranspose.
    /// </summary>
    public bool TakesFirstAlone => Layer.Construction.Type?.BaseType?.Name == "ConvolutionTranspose";

    /// <summary>The output padding that every spatial dim gets. Only where <see cref="IsConstant"/>.</summary>
    public long OutputPadding => Written[0]!.Value;

    /// <summary>How much less padding each spatial dim gets, and how many leading positions then have to go.</summary>
    public ImmutableArray<long> Crop => Padding.Select(p => Math.Min(p!.Value, OutputPadding)).ToImmutableArray();

    /// <summary>How many positions at the end of each spatial dim no input reaches, so that they hold the bias alone.</summary>
    public ImmutableArray<long> Beyond => Crop.Select(q => OutputPadding - q).ToImmutableArray();

    /// <summary>
    /// Whether the output padding is at least the stride in some dim; null where that is not known. PyTorch demands that it is below the
    /// stride or the dilation, so that a dilation of 1 settles it.
    /// </summary>
    public bool? ReachesStride
    {
        get
        {
            var unknown = false;
            for (var i = 0; i < Dims; i++)
            {
                var padding = TakesFirstAlone ? Written[0] : Written[i];
                if (padding is { } p && Stride[i] is { } s)
                {
                    if (p >= s) return true;
                    continue;
                }

                unknown |= padding != 0 && Dilation[i] is not 1 && !(padding is { } known && Dilation[i] <= known);
            }

            return unknown ? null : false;
        }
    }

    private static ImmutableArray<long?> Sizes(Layer layer, string name, int dims, long? missing)
    {
        if (layer.Arguments.Integer(name) is { } same) return Enumerable.Repeat((long?)same, dims).ToImmutableArray();
        var given = layer.Arguments[name];
        if (given is null || given.ConstantValue is { HasValue: true, Value: null })
            return Enumerable.Repeat(missing, dims).ToImmutableArray();
        var entries = given is ITupleOperation tuple ? tuple.Elements.Select(Constant).ToImmutableArray() : ImmutableArray<long?>.Empty;
        return entries.Length == dims ? entries : Enumerable.Repeat((long?)null, dims).ToImmutableArray();
    }

    private static long? Constant(IOperation entry) => entry.WithoutConversions().ConstantValue.Value switch
    {
        int n => n,
        long n => n,
        _ => null,
    };
}
