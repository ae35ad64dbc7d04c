namespace TorchSharp;

public static partial class torch
{
    public static bool is_tensor(object obj) => obj is Tensor;

    public static bool is_integral(Tensor t) => t.is_integral();

    public static bool is_floating_point(Tensor input) => input.is_floating_point();

    public static bool is_complex(Tensor input) => input.is_complex();

    public static bool is_nonzero(Tensor input) => input.is_nonzero();

    public static long numel(Tensor input) => input.numel();

    public static ScalarType result_type(Tensor tensor1, Tensor tensor2) => Promotion.Result(tensor1, tensor2);

    public static ScalarType promote_types(ScalarType type1, ScalarType type2) => Promotion.Promote(type1, type2);

    public static bool can_cast(ScalarType from, ScalarType to) => Promotion.CanCast(from, to);

    /// <summary>The limits of a floating-point dtype.</summary>
    public struct FInfo
    {
        public int bits;
        public double eps;
        public double max;
        public double min;
        public double tiny;
        public double smallest_normal;
        public double resolution;
    }

    public static FInfo finfo() => finfo(get_default_dtype());

    public static FInfo finfo(ScalarType dtype) => dtype switch
    {
        ScalarType.Float32 => Limits(32, 1.1920928955078125e-07, float.MaxValue, 1.1754943508222875e-38, 1e-6),
        ScalarType.Float64 => Limits(64, 2.220446049250313e-16, double.MaxValue, 2.2250738585072014e-308, 1e-15),
        ScalarType.Float16 => Limits(16, 0.0009765625, 65504, 6.103515625e-05, 0.001),
        ScalarType.BFloat16 => Limits(16, 0.0078125, 3.3895313892515355e+38, 1.1754943508222875e-38, 0.01),
        _ => throw Errors.NotImplemented("finfo", dtype),
    };

    private static FInfo Limits(int bits, double eps, double max, double tiny, double resolution) => new()
    {
        bits = bits,
        eps = eps,
        max = max,
        min = -max,
        tiny = tiny,
        smallest_normal = tiny,
        resolution = resolution,
    };
}
