using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Pooling;

/// <summary>What an exporter to opset 9 makes of a pool that rounds its size up.</summary>
internal enum Rounding
{
    /// <summary>It is not known what there is to round.</summary>
    Unknown,

    /// <summary>Nothing is rounded, whatever the sizes stand for; but the exporter does not know.</summary>
    None,

    /// <summary>A pool with padding that is right.</summary>
    Exported,

    /// <summary>A pool with padding that ONNX Runtime refuses.</summary>
    Refused,
}

/// <summary>A pool with a kernel, function or layer.</summary>
/// <param name="Name">avg_pool2d, MaxPool1d.</param>
/// <param name="Arguments">What it is given.</param>
/// <param name="List">The same as written.</param>
/// <param name="Torch">What is known.</param>
internal sealed record FixedPool(string Name, TorchArguments Arguments, ArgumentListSyntax List, TorchCompilation Torch)
{
    private int Dims => Name[Name.Length - 2] - '0';

    private bool IsAverage => Name.StartsWith("avg", StringComparison.OrdinalIgnoreCase);

    /// <summary>True where ceil_mode is on for certain.</summary>
    public bool RoundsUp => Arguments.Constant("ceil_mode").Value is true;

    /// <summary>True for an average that counts padding and has none.</summary>
    public bool CountsNoPadding => IsAverage
        && Arguments.Constant("count_include_pad").Value is true
        && IsLeftOut("divisor_override")
        && Of("padding") is { } padding && padding.All(p => p.Constant == 0);

    /// <summary>The edit that turns an option off.</summary>
    public SourceEdit Switched(string option) => Arguments.Syntax(option) is { } written
        ? SourceEdit.Replace(written.Expression, "false")
        : SourceEdit.Insert(List.SyntaxTree, List.Arguments.Last().Span.End, $", {Arguments.NameInSource(option)}: false");

    /// <summary>What becomes of the rounding of an input's sizes.</summary>
    public Rounding RoundingOf(TensorShape shape)
    {
        var dilation = IsAverage ? Enumerable.Repeat(Dim.One, Dims).ToImmutableArray() : Of("dilation");
        if (Of("kernel_size") is not { } kernel || Of("padding") is not { } padding || dilation is not { } spread) return Rounding.Unknown;
        if ((IsLeftOut("stride") ? kernel : Of("stride")) is not { } stride) return Rounding.Unknown;
        var dims = Enumerable.Range(0, Dims)
            .Select(i => new PooledDim(shape[i - Dims], (kernel[i] - Dim.One) * spread[i] + Dim.One, stride[i], padding[i]))
            .ToList();
        if (dims.All(d => d.IsConstant)) return dims.Any(d => d.IsPaddedByKernel) ? Rounding.Refused : Rounding.Exported;
        return dims.All(d => d.HasNoRest) ? Rounding.None : Rounding.Unknown;
    }

    private bool IsLeftOut(string name) => Arguments[name] is null or { ConstantValue: { HasValue: true, Value: null } };

    private ImmutableArray<Dim>? Of(string name) => Spreads.Of(Arguments, name, Dims, Torch.ValueOf);

    /// <summary>One dim of the input, and how it is pooled.</summary>
    private sealed record PooledDim(Dim? Size, Dim Kernel, Dim Stride, Dim Padding)
    {
        public bool IsConstant => Size is { IsConstant: true } && Kernel.IsConstant && Padding.IsConstant && Stride.Constant > 0;

        /// <summary>True where the last window ends at the end of the input or of its padding, whatever sizes stand for.</summary>
        public bool HasNoRest => Size is not null && Stride.Constant is > 0 and var step && Size + Padding + Padding - Kernel is var rest
            && rest.FloorDivide(Stride).Equals((rest + Dim.Of(step - 1)).FloorDivide(Stride));

        /// <summary>
        /// True where the padding behind the input is as large as the kernel, computed as get_pool_ceil_padding of torch.onnx does.
        /// </summary>
        public bool IsPaddedByKernel
        {
            get
            {
                var (n, k, step, p) = (Size!.Constant!.Value, Kernel.Constant!.Value, Stride.Constant!.Value, Padding.Constant!.Value);
                var count = (n + 2 * p - k + step - 1) / step + 1;
                if ((count - 1) * step >= n + p) count--;
                var missing = step == 1 ? 0 : k - (n + 2 * p - (count - 1) * step - 1);
                return p + (missing + 2 * p >= k ? Math.Min(missing, k - 1) : missing) >= k;
            }
        }
    }
}
