// before
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly double _least = 0.25;
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, float32[N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        float lo = x.shape[0];
        long count = x.shape[0];
        Scalar any = 3;
        const double limit = 4.5;
        return x.clamp(min: lo) + x.clamp(min: count) + x.clamp(max: any) + x.clamp(max: limit) + x.clamp_min(_least);
    }
}

// after
// MFX1101 (25,18) Assumed BitExact: clamp without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same if lo is not NaN
//   fix: Give the max as double.PositiveInfinity, assuming lo is not NaN
// MFX1101 (25,37) Proven BitExact: clamp without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same
//   fix: Give the max as double.PositiveInfinity
// MFX1101 (25,59) Assumed BitExact: clamp without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same if any is not NaN
//   fix: Give the min as double.NegativeInfinity, assuming any is not NaN
// MFX1101 (25,79) Proven BitExact: clamp without a min exports as a Clip that raises -inf to -3.4e38 and that TensorRT 7 rejects; double.NegativeInfinity as the min is the same
//   fix: Give the min as double.NegativeInfinity
// MFX1101 (25,101) Assumed BitExact: clamp_min without a max exports as a Clip that cuts +inf to 3.4e38 and that TensorRT 7 rejects; double.PositiveInfinity as the max is the same if _least is not NaN
//   fix: Give the max as double.PositiveInfinity, assuming _least is not NaN
using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Net : Module<Tensor, Tensor>
{
    private readonly double _least = 0.25;
    public Net() : base("Net")
    {

        RegisterComponents();
    }

    /// <param name="x">Input, float32[N, 3, 8, 8].</param>
    public override Tensor forward(Tensor x)
    {
        float lo = x.shape[0];
        long count = x.shape[0];
        Scalar any = 3;
        const double limit = 4.5;
        return x.clamp(min: lo, max: double.PositiveInfinity) + x.clamp(min: count, max: double.PositiveInfinity) + x.clamp(min: double.NegativeInfinity, max: any) + x.clamp(min: double.NegativeInfinity, max: limit) + x.clamp(_least, double.PositiveInfinity);
    }
}
