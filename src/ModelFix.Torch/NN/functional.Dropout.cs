namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Zeroes elements at random and scales the others by 1 / (1 - p).</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => Dropped(nameof(dropout), input, input.shape, p, training, inplace);

            /// <summary>Zeroes whole channels of [N, C, L] or [C, L].</summary>
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => Dropped(nameof(dropout1d), input, PerChannel(input, 1), p, training, inplace);

            /// <summary>Zeroes whole channels of [N, C, ...].</summary>
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => Dropped(nameof(dropout2d), input, PerChannel(input, 2), p, training, inplace);

            /// <summary>Zeroes whole channels of [N, C, D, H, W] or [C, D, H, W].</summary>
            public static Tensor dropout3d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => Dropped(nameof(dropout3d), input, PerChannel(input, 3), p, training, inplace);

            /// <summary>Drops elements at random, and scales and shifts so that mean and variance stay.</summary>
            public static Tensor alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false)
                => AlphaDropped(nameof(alpha_dropout), input, input.shape, p, training, inplace);

            /// <summary>Drops whole channels of [N, C, ...], and scales and shifts so that mean and variance stay.</summary>
            public static Tensor feature_alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false)
                => AlphaDropped(nameof(feature_alpha_dropout), input, PerChannel(input, 2), p, training, inplace);

            private static long[] PerChannel(Tensor input, int dims)
            {
                var leading = input.dim() == dims + 1 && dims != 2 ? 1 : 2;
                if (input.dim() < leading)
                    throw Errors.Torch($"dropout{dims}d: Feature dropout requires at least 2 dimensions in the input");
                var shape = (long[])input.shape.Clone();
                Array.Fill(shape, 1, leading, shape.Length - leading);
                return shape;
            }

            private static Tensor Dropped(string op, Tensor input, long[] noise, double p, bool training, bool inplace)
            {
                if (p is < 0 or > 1) throw Errors.Torch($"{op}: dropout probability has to be between 0 and 1, but got {p}");
                if (!training || p == 0) return input.alias();
                // 0 / 0 when everything is dropped: the mask is zero already.
                var mask = zeros(noise, input.dtype).bernoulli_(1 - p);
                var result = input * (p < 1 ? mask / (1 - p) : mask);
                return inplace ? input.copy_(result).alias() : result;
            }

            // Source: Klambauer et al., 2017, with SELU's lowest value for what is dropped.
            private static Tensor AlphaDropped(string op, Tensor input, long[] noise, double p, bool training, bool inplace)
            {
                const double Alpha = 1.7580993408473766;
                if (p is < 0 or > 1) throw Errors.Torch($"{op}: dropout probability has to be between 0 and 1, but got {p}");
                if (!training || p == 0) return input.alias();
                if (p == 1) return Into(input, input * zeros(noise, input.dtype), inplace);
                var scale = 1 / Math.Sqrt((Alpha * Alpha * p + 1) * (1 - p));
                var kept = zeros(noise, input.dtype).bernoulli_(1 - p);
                return Into(input, input * (kept * scale) + ((kept - 1) * (Alpha * scale) + Alpha * scale * p), inplace);
            }
        }
    }
}
