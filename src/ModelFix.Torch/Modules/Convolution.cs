using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>The base of convolutions: weights, bias and geometry.</summary>
public abstract class Convolution : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    [ComponentName(Name = nameof(bias))]
    protected Parameter? _bias;
    [ComponentName(Name = nameof(weight))]
    protected Parameter? _weight;
    protected long[] _reversed_padding_repeated_twice = [];

    protected Convolution(
        string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type,
        long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode,
        torch.Device? device = null, torch.ScalarType? dtype = null) : base(name)
    {
        if (transposed && padding_mode != PaddingModes.Zeros)
            throw new ArgumentException("Only PaddingModes.Zeros is supported for ConvTransposeND", nameof(padding_mode));
        this.in_channels = in_channels;
        this.out_channels = out_channels;
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.dilation = dilation;
        this.transposed = transposed;
        this.output_padding = output_padding;
        this.groups = groups;
        this.padding_mode = padding_mode;
        if (padding_type is null)
            SetPadding(padding ?? new long[kernel_size.Length]);
        else
            SetPadding(padding_type.Value);
        ValidateChannels();
        long[] channels = transposed ? [in_channels, out_channels / groups] : [out_channels, in_channels / groups];
        weight = new Parameter(torch.empty([.. channels, .. kernel_size], dtype, device));
        if (bias) this.bias = new Parameter(torch.empty(out_channels, dtype, device));
        reset_parameters();
    }

    public Parameter? bias
    {
        get => _bias;
        set => _bias = Adopt(nameof(bias), value);
    }

    public Parameter weight
    {
        get => _weight!;
        set => _weight = Adopt(nameof(weight), value);
    }

    public long in_channels { get; }

    public long out_channels { get; }

    public bool transposed { get; }

    public Padding? padding_type { get; private set; }

    public long[]? padding { get; private set; }

    public PaddingModes padding_mode { get; set; }

    public long groups { get; set; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[] dilation { get; set; }

    public long[] output_padding { get; set; }

    /// <summary>Draws weights and bias anew, as the constructor does: uniform in +-1 / sqrt(fan in).</summary>
    public void reset_parameters()
    {
        torch.nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is null) return;
        var (fanIn, _) = torch.nn.init.CalculateFanInAndFanOut(weight);
        if (fanIn == 0) return;
        var bound = 1 / Math.Sqrt(fanIn);
        torch.nn.init.uniform_(bias, -bound, bound);
    }

    public void SetPadding(long[] padding)
    {
        padding_type = null;
        this.padding = padding;
        _reversed_padding_repeated_twice = [.. padding.Reverse().SelectMany(static size => new[] { size, size })];
    }

    public void SetPadding(Padding padding)
    {
        if (transposed) throw new ArgumentException("Cannot set padding type on ConvTransposeND");
        if (padding is Padding.Same && stride.Any(static step => step != 1))
            throw new ArgumentException("padding='same' is not supported for strided convolutions");
        this.padding = null;
        padding_type = padding;
        // In the order of the dimensions, not reversed: so does TorchSharp, to the effect that kernels that are not
        // square are padded wrongly in modes other than zeros.
        _reversed_padding_repeated_twice = padding is Padding.Same
            ? [.. kernel_size.Zip(dilation, static (size, step) => step * (size - 1)).SelectMany(static all => new[] { all / 2, all - all / 2 })]
            : new long[2 * kernel_size.Length];
    }

    protected bool ValidateShape(torch.Tensor input, long dimensions)
    {
        var shape = input.shape;
        return (shape.Length == dimensions + 2 && shape[1] == in_channels) || (shape.Length == dimensions + 1 && shape[0] == in_channels);
    }

    private protected void RequireShape(torch.Tensor input, int dimensions)
    {
        if (ValidateShape(input, dimensions)) return;
        throw new ArgumentException($"Expected {dimensions + 1}D (unbatched) or {dimensions + 2}D (batched) input with {in_channels} channels "
            + $"to {GetName()}, but got input of size [{string.Join(", ", input.shape)}].");
    }

    /// <summary>Applies the padding of a mode other than zeros; the convolution itself then pads no more.</summary>
    private protected torch.Tensor Bordered(torch.Tensor input)
        => torch.nn.functional.pad(input, _reversed_padding_repeated_twice, padding_mode);

    private void ValidateChannels()
    {
        if (groups <= 0) throw new ArgumentException($"{GetName()}: groups must be a positive integer, but got {groups}");
        if (in_channels % groups != 0) throw new ArgumentException($"{GetName()}: in_channels must be divisible by groups");
        if (out_channels % groups != 0) throw new ArgumentException($"{GetName()}: out_channels must be divisible by groups");
    }
}
