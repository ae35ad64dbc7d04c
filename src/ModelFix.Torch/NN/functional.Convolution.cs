using TorchSharp.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The layers' operators, as functions of their input and weights.</summary>
        public static partial class functional
        {
            /// <summary>Convolves [N, C, L] (or [C, L]) with weights [O, C/groups, k].</summary>
            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null,
                long? dilation = null, long groups = 1)
                => ConvolutionOperator.Convolve(input, weight, bias, Arguments("conv1d", 1, One(stride), One(padding), One(dilation), groups));

            /// <summary>Convolves with the padding that keeps the size (<see cref="Padding.Same"/>) or with none.</summary>
            public static Tensor conv1d_padding(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null,
                Padding padding = Padding.Valid, long? dilation = null, long groups = 1)
                => Padded(input, weight, bias, padding, Arguments("conv1d", 1, One(stride), null, One(dilation), groups));

            /// <summary>Convolves [N, C, H, W] (or [C, H, W]) with weights [O, C/groups, kH, kW].</summary>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1)
                => ConvolutionOperator.Convolve(input, weight, bias, Arguments("conv2d", 2, strides, padding, dilation, groups));

            /// <inheritdoc cref="conv1d_padding"/>
            public static Tensor conv2d_padding(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1)
                => Padded(input, weight, bias, padding, Arguments("conv2d", 2, strides, null, dilation, groups));

            /// <summary>Convolves [N, C, D, H, W] (or [C, D, H, W]) with weights [O, C/groups, kD, kH, kW].</summary>
            public static Tensor conv3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1)
                => ConvolutionOperator.Convolve(input, weight, bias, Arguments("conv3d", 3, strides, padding, dilation, groups));

            /// <inheritdoc cref="conv1d_padding"/>
            public static Tensor conv3d_padding(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1)
                => Padded(input, weight, bias, padding, Arguments("conv3d", 3, strides, null, dilation, groups));

            /// <summary>Transposed convolution of [N, C, L] with weights [C, O/groups, k].</summary>
            public static Tensor conv_transpose1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null,
                long? output_padding = null, long? dilation = null, long groups = 1)
            {
                var arguments = Arguments("conv_transpose1d", 1, One(stride), One(padding), One(dilation), groups);
                return ConvolutionOperator.Transpose(input, weight, bias, arguments with { OutputPadding = One(output_padding) });
            }

            /// <summary>Transposed convolution of [N, C, H, W] with weights [C, O/groups, kH, kW].</summary>
            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1)
            {
                var arguments = Arguments("conv_transpose2d", 2, strides, padding, dilation, groups);
                return ConvolutionOperator.Transpose(input, weight, bias, arguments with { OutputPadding = output_padding });
            }

            /// <summary>Transposed convolution of [N, C, D, H, W] with weights [C, O/groups, kD, kH, kW].</summary>
            public static Tensor conv_transpose3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1)
            {
                var arguments = Arguments("conv_transpose3d", 3, strides, padding, dilation, groups);
                return ConvolutionOperator.Transpose(input, weight, bias, arguments with { OutputPadding = output_padding });
            }

            private static ConvolutionArguments Arguments(
                string op, int dims, long[]? stride, long[]? padding, long[]? dilation, long groups)
                => new(op, dims) { Stride = stride, Padding = padding, Dilation = dilation, Groups = groups };

            private static long[]? One(long? value) => value is null ? null : [value.Value];

            // An odd total puts the extra element at the end, as PyTorch does.
            private static Tensor Padded(
                Tensor input, Tensor weight, Tensor? bias, Padding padding, ConvolutionArguments arguments)
            {
                if (padding is Padding.Valid) return ConvolutionOperator.Convolve(input, weight, bias, arguments);
                var strides = arguments.StrideAxes;
                if (strides != new Axes(1, 1, 1))
                    throw Errors.Torch($"{arguments.Op}: padding='same' is not supported for strided convolutions");
                var before = new long[arguments.Dims];
                var extra = new long[2 * arguments.Dims];
                for (var d = 0; d < arguments.Dims; d++)
                {
                    var total = arguments.DilationAxes[3 - arguments.Dims + d] * (weight.shape[2 + d] - 1);
                    before[d] = total / 2;
                    extra[2 * (arguments.Dims - 1 - d) + 1] = total % 2;
                }
                var lengthened = extra.Any(static size => size > 0) ? pad(input, extra) : input;
                return ConvolutionOperator.Convolve(lengthened, weight, bias, arguments with { Padding = before });
            }
        }
    }
}
