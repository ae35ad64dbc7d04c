namespace TorchSharp;

/// <summary>The kinds of device TorchSharp knows; models run here on the CPU only.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    MKLDNN = 2,
    OPENGL = 3,
    OPENCL = 4,
    IDEEP = 5,
    HIP = 6,
    FPGA = 7,
    MSNPU = 8,
    XLA = 9,
    MPS = 13,
    META = 14,
}

/// <summary>How a tensor is written as text.</summary>
public enum TensorStringStyle
{
    Metadata = 0,
    Julia = 1,
    Numpy = 2,
    CSharp = 3,
    Default = 4,
}

public static partial class torch
{
    /// <summary>
    /// Element types. Floating-point, integer and Bool tensors can hold data here; the others only name what a call asked for.
    /// </summary>
    public enum ScalarType : sbyte
    {
        Byte = 0,
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Float16 = 5,
        Float32 = 6,
        Float64 = 7,
        ComplexFloat32 = 9,
        ComplexFloat64 = 10,
        Bool = 11,
        QInt8 = 12,
        QUInt8 = 13,
        QInt32 = 14,
        BFloat16 = 15,
    }

    /// <summary>What a division does with the fraction: keep it, cut it towards zero, or round down.</summary>
    public enum RoundingMode
    {
        None,
        trunc,
        floor,
    }
}
