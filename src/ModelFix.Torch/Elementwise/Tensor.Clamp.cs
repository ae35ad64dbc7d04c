using System.Numerics;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>
        /// Between the bounds. NaN elements stay; a NaN bound makes everything NaN if both bounds are given and does nothing otherwise.
        /// </summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null)
        {
            if (min is null && max is null) throw Errors.Torch("torch.clamp: At least one of 'min' or 'max' must not be None");
            Operand[] operands = [this, .. Known(min), .. Known(max)];
            return Elements.RunNumber<ScalarClamp, Tensor>(Promotion.Result(operands), "clamp", new(this, min, max));
        }

        /// <summary>Bounds per element, broadcast; a NaN on any side makes the result NaN.</summary>
        public Tensor clamp(Tensor? min = null, Tensor? max = null)
        {
            if (min is null && max is null) throw Errors.Torch("torch.clamp: At least one of 'min' or 'max' must not be None");
            var result = this;
            if (min is not null) result = result.maximum(min);
            return max is not null ? result.minimum(max) : result;
        }

        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => InPlace(clamp(min, max), "clamp_");

        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => InPlace(clamp(min, max), "clamp_");

        public Tensor clamp_min(Scalar min) => clamp(min, null);

        public Tensor clamp_min_(Scalar min) => clamp_(min, null);

        public Tensor clamp_max(Scalar max) => clamp(null, max);

        public Tensor clamp_max_(Scalar max) => clamp_(null, max);

        private static Operand[] Known(Scalar? bound) => bound is null ? [] : [bound];

        private readonly record struct ScalarClamp(Tensor X, Scalar? Min, Scalar? Max) : INumberComputation<Tensor>
        {
            public Tensor Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            {
                if (X.dtype == ScalarType.Bool && typeof(T) == typeof(byte)) throw Errors.NotImplemented("clamp", ScalarType.Bool);
                var data = X.CopyData<T>();
                var unordered = double.IsNaN(Min?.Real ?? 0) || double.IsNaN(Max?.Real ?? 0);
                if (unordered && Min is not null && Max is not null) Array.Fill(data, Cast.To<double, T>(double.NaN));
                if (Min is not null) Raise(data, Min.AsChecked<T>());
                if (Max is not null) Lower(data, Max.AsChecked<T>());
                return FromData(data, X.shape);
            }

            private static void Raise<T>(T[] data, T bound) where T : INumber<T>
            {
                for (var i = 0; i < data.Length; i++)
                    if (data[i] < bound) data[i] = bound;
            }

            private static void Lower<T>(T[] data, T bound) where T : INumber<T>
            {
                for (var i = 0; i < data.Length; i++)
                    if (data[i] > bound) data[i] = bound;
            }
        }
    }
}
