namespace TorchSharp.Modules;

/// <summary>The base of layers that pad.</summary>
public abstract class PadBase : ParameterLessModule<torch.Tensor, torch.Tensor>
{
    private readonly PaddingModes _mode;

    protected PadBase(string name, PaddingModes mode, double value, params long[] padding) : base(name)
    {
        _mode = mode;
        this.value = value;
        this.padding = padding;
    }

    public long[] padding { get; set; }

    public double value { get; set; }

    public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.pad(input, padding, _mode, value);
}

/// <summary>Pads with the mirror image, without the border itself.</summary>
public sealed class ReflectionPad1d : PadBase
{
    internal ReflectionPad1d(long[] padding) : base(nameof(ReflectionPad1d), PaddingModes.Reflect, 0, padding)
    {
    }
}

/// <summary>Pads with the mirror image, without the border itself.</summary>
public sealed class ReflectionPad2d : PadBase
{
    internal ReflectionPad2d(long[] padding) : base(nameof(ReflectionPad2d), PaddingModes.Reflect, 0, padding)
    {
    }
}

/// <summary>Pads with the mirror image, without the border itself.</summary>
public sealed class ReflectionPad3d : PadBase
{
    internal ReflectionPad3d(long[] padding) : base(nameof(ReflectionPad3d), PaddingModes.Reflect, 0, padding)
    {
    }
}

/// <summary>Pads with the border.</summary>
public sealed class ReplicationPad1d : PadBase
{
    internal ReplicationPad1d(long[] padding) : base(nameof(ReplicationPad1d), PaddingModes.Replicate, 0, padding)
    {
    }
}

/// <summary>Pads with the border.</summary>
public sealed class ReplicationPad2d : PadBase
{
    internal ReplicationPad2d(long[] padding) : base(nameof(ReplicationPad2d), PaddingModes.Replicate, 0, padding)
    {
    }
}

/// <summary>Pads with the border.</summary>
public sealed class ReplicationPad3d : PadBase
{
    internal ReplicationPad3d(long[] padding) : base(nameof(ReplicationPad3d), PaddingModes.Replicate, 0, padding)
    {
    }
}

/// <summary>Pads with a constant.</summary>
public sealed class ConstantPad1d : PadBase
{
    internal ConstantPad1d(double value, long[] padding) : base(nameof(ConstantPad1d), PaddingModes.Constant, value, padding)
    {
    }
}

/// <summary>Pads with a constant.</summary>
public sealed class ConstantPad2d : PadBase
{
    internal ConstantPad2d(double value, long[] padding) : base(nameof(ConstantPad2d), PaddingModes.Constant, value, padding)
    {
    }
}

/// <summary>Pads with a constant.</summary>
public sealed class ConstantPad3d : PadBase
{
    internal ConstantPad3d(double value, long[] padding) : base(nameof(ConstantPad3d), PaddingModes.Constant, value, padding)
    {
    }
}

/// <summary>Pads with zeros.</summary>
public sealed class ZeroPad2d : PadBase
{
    internal ZeroPad2d(long[] padding) : base(nameof(ZeroPad2d), PaddingModes.Constant, 0, padding)
    {
    }
}
