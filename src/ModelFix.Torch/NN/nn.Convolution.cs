using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static Conv1d Conv1d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0,
            long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null)
        {
            var geometry = All(in_channels, out_channels, 1, kernel_size, stride, dilation) with
            {
                Padding = ConvolutionGeometry.Repeat(padding, 1),
                PaddingMode = padding_mode,
                Groups = groups,
                Bias = bias,
            };
            return new Conv1d(geometry, device, dtype);
        }

        public static Conv1d Conv1d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1,
            long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null)
        {
            var geometry = All(in_channels, out_channels, 1, kernel_size, stride, dilation) with
            {
                PaddingType = padding,
                PaddingMode = padding_mode,
                Groups = groups,
                Bias = bias,
            };
            return new Conv1d(geometry, device, dtype);
        }

        public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0,
            long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null)
        {
            var geometry = All(in_channels, out_channels, 2, kernel_size, stride, dilation) with
            {
                Padding = ConvolutionGeometry.Repeat(padding, 2),
                PaddingMode = padding_mode,
                Groups = groups,
                Bias = bias,
            };
            return new Conv2d(geometry, device, dtype);
        }

        public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null,
            (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
            bool bias = true, Device? device = null, ScalarType? dtype = null)
        {
            var geometry = Each(in_channels, out_channels, List(kernel_size), List(stride), List(dilation)) with
            {
                Padding = List(padding),
                PaddingMode = padding_mode,
                Groups = groups,
                Bias = bias,
            };
            return new Conv2d(geometry, device, dtype);
        }

        public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1,
            long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null)
        {
            var geometry = All(in_channels, out_channels, 2, kernel_size, stride, dilation) with
            {
                PaddingType = padding,
                PaddingMode = padding_mode,
                Groups = groups,
                Bias = bias,
            };
            return new Conv2d(geometry, device, dtype);
        }

        public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, Padding padding,
            (long, long)? stride = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
            bool bias = true, Device? device = null, ScalarType? dtype = null)
        {
            var geometry = Each(in_channels, out_channels, List(kernel_size), List(stride), List(dilation)) with
            {
                PaddingType = padding,
                PaddingMode = padding_mode,
                Groups = groups,
                Bias = bias,
            };
            return new Conv2d(geometry, device, dtype);
        }

        public static Conv3d Conv3d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0,
            long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null)
        {
            var geometry = All(in_channels, out_channels, 3, kernel_size, stride, dilation) with
            {
                Padding = ConvolutionGeometry.Repeat(padding, 3),
                PaddingMode = padding_mode,
                Groups = groups,
                Bias = bias,
            };
            return new Conv3d(geometry, device, dtype);
        }

        public static Conv3d Conv3d(long in_channels, long out_channels, (long, long, long) kernel_size,
            (long, long, long)? stride = null, (long, long, long)? padding = null, (long, long, long)? dilation = null,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null)
        {
            var geometry = Each(in_channels, out_channels, List(kernel_size), List(stride), List(dilation)) with
            {
                Padding = List(padding),
                PaddingMode = padding_mode,
                Groups = groups,
                Bias = bias,
            };
            return new Conv3d(geometry, device, dtype);
        }

        public static Conv3d Conv3d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1,
            long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null)
        {
            var geometry = All(in_channels, out_channels, 3, kernel_size, stride, dilation) with
            {
                PaddingType = padding,
                PaddingMode = padding_mode,
                Groups = groups,
                Bias = bias,
            };
            return new Conv3d(geometry, device, dtype);
        }

        public static Conv3d Conv3d(long in_channels, long out_channels, (long, long, long) kernel_size, Padding padding,
            (long, long, long)? stride = null, (long, long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros,
            long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
        {
            var geometry = Each(in_channels, out_channels, List(kernel_size), List(stride), List(dilation)) with
            {
                PaddingType = padding,
                PaddingMode = padding_mode,
                Groups = groups,
                Bias = bias,
            };
            return new Conv3d(geometry, device, dtype);
        }

        private static ConvolutionGeometry All(long inChannels, long outChannels, int dims, long kernel, long stride, long dilation)
            => Each(
                inChannels, outChannels, ConvolutionGeometry.Repeat(kernel, dims), ConvolutionGeometry.Repeat(stride, dims),
                ConvolutionGeometry.Repeat(dilation, dims));

        private static ConvolutionGeometry Each(long inChannels, long outChannels, long[] kernel, long[]? stride, long[]? dilation)
            => new(inChannels, outChannels, kernel)
            {
                Stride = stride ?? ConvolutionGeometry.Repeat(1, kernel.Length),
                Dilation = dilation ?? ConvolutionGeometry.Repeat(1, kernel.Length),
            };

        private static long[] List((long, long) values) => [values.Item1, values.Item2];

        private static long[]? List((long, long)? values) => values is null ? null : List(values.Value);

        private static long[] List((long, long, long) values) => [values.Item1, values.Item2, values.Item3];

        private static long[]? List((long, long, long)? values) => values is null ? null : List(values.Value);
    }
}
