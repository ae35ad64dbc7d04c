using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static ConvTranspose1d ConvTranspose1d(long in_channels, long out_channels, long kernel_size, long stride = 1,
            long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
            bool bias = true, Device? device = null, ScalarType? dtype = null)
        {
            var geometry = All(in_channels, out_channels, 1, kernel_size, stride, dilation) with
            {
                Padding = ConvolutionGeometry.Repeat(padding, 1),
                OutputPadding = ConvolutionGeometry.Repeat(output_padding, 1),
                PaddingMode = padding_mode,
                Groups = groups,
                Bias = bias,
            };
            return new ConvTranspose1d(geometry, device, dtype);
        }

        public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, long kernel_size, long stride = 1,
            long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
            bool bias = true, Device? device = null, ScalarType? dtype = null)
        {
            var geometry = All(in_channels, out_channels, 2, kernel_size, stride, dilation) with
            {
                Padding = ConvolutionGeometry.Repeat(padding, 2),
                OutputPadding = ConvolutionGeometry.Repeat(output_padding, 2),
                PaddingMode = padding_mode,
                Groups = groups,
                Bias = bias,
            };
            return new ConvTranspose2d(geometry, device, dtype);
        }

        public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, (long, long) kernel_size,
            (long, long)? stride = null, (long, long)? padding = null, (long, long)? output_padding = null, (long, long)? dilation = null,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null)
        {
            var geometry = Each(in_channels, out_channels, List(kernel_size), List(stride), List(dilation)) with
            {
                Padding = List(padding),
                OutputPadding = List(output_padding) ?? new long[2],
                PaddingMode = padding_mode,
                Groups = groups,
                Bias = bias,
            };
            return new ConvTranspose2d(geometry, device, dtype);
        }

        public static ConvTranspose3d ConvTranspose3d(long in_channels, long out_channels, long kernel_size, long stride = 1,
            long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
            bool bias = true, Device? device = null, ScalarType? dtype = null)
        {
            var geometry = All(in_channels, out_channels, 3, kernel_size, stride, dilation) with
            {
                Padding = ConvolutionGeometry.Repeat(padding, 3),
                OutputPadding = ConvolutionGeometry.Repeat(output_padding, 3),
                PaddingMode = padding_mode,
                Groups = groups,
                Bias = bias,
            };
            return new ConvTranspose3d(geometry, device, dtype);
        }

        public static ConvTranspose3d ConvTranspose3d(long in_channels, long out_channels, (long, long, long) kernel_size,
            (long, long, long)? stride = null, (long, long, long)? padding = null, (long, long, long)? output_padding = null,
            (long, long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
            Device? device = null, ScalarType? dtype = null)
        {
            var geometry = Each(in_channels, out_channels, List(kernel_size), List(stride), List(dilation)) with
            {
                Padding = List(padding),
                OutputPadding = List(output_padding) ?? new long[3],
                PaddingMode = padding_mode,
                Groups = groups,
                Bias = bias,
            };
            return new ConvTranspose3d(geometry, device, dtype);
        }
    }
}
