using TorchSharp.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Divides by the p-norm along a dimension, or by <paramref name="eps"/> where the norm is smaller.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12)
                => input / torch.linalg.vector_norm(input, p, [dim], true).clamp_min(eps).expand_as(input);

            /// <summary>Normalises each channel of [N, C, ...]; in training by the batch's statistics, which also move the running ones.</summary>
            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null,
                Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-5)
                => Normalization.Batch(
                    input, new RunningStatistics(running_mean, running_var, momentum), new AffineWeights(weight, bias), training, eps);

            /// <summary>Normalises groups of channels of each sample of [N, C, ...].</summary>
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
                => Normalization.Group(input, checked((int)num_groups), new AffineWeights(weight, bias), eps);

            /// <summary>Normalises each channel of each sample of [N, C, ...].</summary>
            public static Tensor instance_norm(Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null,
                Tensor? bias = null, bool use_input_stats = true, double momentum = 0.1, double eps = 1e-5)
            {
                var running = new RunningStatistics(running_mean, running_var, momentum);
                return Normalization.Instance(input, running, new AffineWeights(weight, bias), use_input_stats, eps);
            }

            /// <summary>Divides [N, C, ...] by (k + alpha * the mean of squares over a window of channels) ^ beta.</summary>
            public static Tensor local_response_norm(Tensor input, long size, double alpha = 1e-4, double beta = 0.75, double k = 1)
            {
                if (input.dim() < 3) throw Errors.Torch($"Expected 3D or higher dimensionality input (got {input.dim()} dimensions)");
                if (input.numel() == 0) return input.alias();
                var squares = input.square().reshape(input.shape[0], 1, input.shape[1], -1);
                var means = avg_pool2d(pad(squares, [0, 0, size / 2, (size - 1) / 2]), (size, 1), stride: (1, 1));
                return input / (means.view(input.shape) * alpha + k).pow(beta);
            }

            /// <summary>Normalises over the trailing dimensions given.</summary>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null,
                double eps = 1e-5)
                => Normalization.Layer(input, normalized_shape, new AffineWeights(weight, bias), eps);
        }
    }
}
