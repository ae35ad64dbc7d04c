using TorchSharp.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>input [*, in] times the transposed weights [out, in], plus the bias [out].</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null)
            {
                Dense.RequireSameType("linear", input, weights, bias);
                if (input.shape[^1] != weights.shape[^1])
                {
                    throw Errors.Torch($"linear: mat1 and mat2 shapes cannot be multiplied "
                        + $"(input {Errors.Shape(input.shape)} and weights {Errors.Shape(weights.shape)})");
                }
                var product = input.matmul(weights.dim() == 1 ? weights : weights.t());
                return bias is null ? product : product + bias;
            }

            /// <summary>softmax(query key^T / sqrt(E) + mask) value, for query [..., L, E], key [..., S, E], value [..., S, Ev].</summary>
            /// <param name="query">What asks.</param>
            /// <param name="key">What is compared.</param>
            /// <param name="value">What is averaged.</param>
            /// <param name="attn_mask">Added to the scores; or a Boolean one, true where attention is allowed.</param>
            /// <param name="p">Dropout probability of the attention weights.</param>
            /// <param name="is_casual">Whether a position sees only itself and what is before it.</param>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0,
                bool is_casual = false)
            {
                if (is_casual && attn_mask is not null)
                    throw Errors.Torch("scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True");
                var scores = query.matmul(key.transpose(-2, -1)) * (1 / Math.Sqrt(query.shape[^1]));
                if (is_casual) attn_mask = torch.ones(query.shape[^2], key.shape[^2]).tril().to(ScalarType.Bool);
                if (attn_mask is not null)
                {
                    scores = attn_mask.dtype is ScalarType.Bool
                        ? scores.masked_fill(attn_mask.logical_not(), double.NegativeInfinity)
                        : scores + attn_mask;
                }
                var weights = scores.softmax(-1);
                return (p > 0 ? dropout(weights, p) : weights).matmul(value);
            }

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

            /// <summary>The cosine of the angle between vectors along a dimension.</summary>
            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8)
            {
                var first = x1.norm((int)dim, true).clamp_min(eps);
                var second = x2.norm((int)dim, true).clamp_min(eps);
                return (x1 / first * (x2 / second)).sum(new[] { dim });
            }

            /// <summary>1 where the class is, else 0: [*] to [*, num_classes], all int64.</summary>
            /// <param name="x">Class indices.</param>
            /// <param name="num_classes">The number of classes; negative means one more than the largest index.</param>
            public static Tensor one_hot(Tensor x, long num_classes = -1)
            {
                if (x.dtype is not ScalarType.Int64) throw Errors.Torch("one_hot is only applicable to index tensor.");
                var classes = x.CopyData<long>();
                if (num_classes < 0)
                {
                    if (classes.Length == 0) throw Errors.Torch("Can not infer total number of classes from empty tensor.");
                    num_classes = classes.Max() + 1;
                }
                if (classes.Any(index => index < 0)) throw Errors.Torch("Class values must be non-negative.");
                if (classes.Any(index => index >= num_classes)) throw Errors.Torch("Class values must be smaller than num_classes.");
                var values = new long[classes.Length * num_classes];
                for (var i = 0; i < classes.Length; i++) values[i * num_classes + classes[i]] = 1;
                return Tensor.FromData(values, [.. x.shape, num_classes]);
            }

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
        }
    }
}
