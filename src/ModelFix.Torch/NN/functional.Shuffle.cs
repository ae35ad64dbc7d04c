namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>[*, C r r, H, W] to [*, C, H r, W r].</summary>
            public static Tensor pixel_shuffle(Tensor input, long upscale_factor)
            {
                var r = upscale_factor;
                if (input.dim() < 3) throw Errors.Torch($"pixel_shuffle expects input to have at least 3 dimensions, but got {input.dim()}");
                if (r <= 0) throw Errors.Torch($"pixel_shuffle expects a positive upscale_factor, but got {r}");
                var (channels, height, width) = (input.shape[^3], input.shape[^2], input.shape[^1]);
                if (channels % (r * r) != 0)
                {
                    throw Errors.Torch("pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of "
                        + $"upscale_factor, but input.size(-3)={channels} is not divisible by {r * r}");
                }
                long[] leading = input.shape[..^3];
                return input.reshape(-1, channels / (r * r), r, r, height, width)
                    .permute(0, 1, 4, 2, 5, 3)
                    .reshape([.. leading, channels / (r * r), height * r, width * r]);
            }

            /// <summary>[*, C, H r, W r] to [*, C r r, H, W].</summary>
            public static Tensor pixel_unshuffle(Tensor input, long downscale_factor)
            {
                var r = downscale_factor;
                if (input.dim() < 3) throw Errors.Torch($"pixel_unshuffle expects input to have at least 3 dimensions, but got {input.dim()}");
                if (r <= 0) throw Errors.Torch($"pixel_unshuffle expects a positive downscale_factor, but got {r}");
                var (channels, height, width) = (input.shape[^3], input.shape[^2], input.shape[^1]);
                if (height % r != 0 || width % r != 0)
                {
                    throw Errors.Torch("pixel_unshuffle expects height and width to be divisible by downscale_factor, "
                        + $"but got input of size {Errors.Shape(input.shape)} and downscale_factor={r}");
                }
                // libtorch hands back what holds nothing in the shape it came in.
                if (input.numel() == 0) return input.clone();
                long[] leading = input.shape[..^3];
                return input.reshape(-1, channels, height / r, r, width / r, r)
                    .permute(0, 1, 3, 5, 2, 4)
                    .reshape([.. leading, channels * r * r, height / r, width / r]);
            }
        }
    }
}
