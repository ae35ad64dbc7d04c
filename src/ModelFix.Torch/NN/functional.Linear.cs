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

            /// <summary>The p-norm of x1 - x2 + eps along the last dimension.</summary>
            public static Tensor pairwise_distance(Tensor input1, Tensor input2, double p = 2, double eps = 1e-6, bool keepdim = false)
                => torch.linalg.vector_norm(input1 - input2 + eps, p, [-1], keepdim);

            /// <summary>x1 [*, in1] and x2 [*, in2] to [*, out] by a matrix [in1, in2] per output, plus the bias [out].</summary>
            public static Tensor bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias = null)
            {
                var (outputs, first, second) = (weight.shape[0], weight.shape[1], weight.shape[2]);
                if (input1.shape[^1] != first || input2.shape[^1] != second)
                    throw Errors.Torch($"bilinear: input sizes {Errors.Shape(input1.shape)} and {Errors.Shape(input2.shape)} do not match "
                        + $"weight size {Errors.Shape(weight.shape)}");
                var half = input1.reshape(-1, first).matmul(weight.permute(1, 0, 2).reshape(first, outputs * second)).view(-1, outputs, second);
                var result = half.matmul(input2.reshape(-1, second).unsqueeze(-1)).squeeze(-1).view([.. input1.shape[..^1], outputs]);
                return bias is null ? result : result + bias;
            }

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
        }
    }
}
