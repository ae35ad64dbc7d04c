namespace TorchSharp
{
    /// <summary>How a convolution or a pad fills the border.</summary>
    public enum PaddingModes
    {
        Zeros = 0,
        Reflect = 1,
        Replicate = 2,
        Circular = 3,
        Constant = 4,
    }

    /// <summary>Padding named by its effect on the output size.</summary>
    public enum Padding
    {
        Valid = 0,
        Same = 1,
    }

    public static partial class torch
    {
        /// <summary>The interpolation an <see cref="TorchSharp.Modules.Upsample"/> layer uses.</summary>
        public enum UpsampleMode
        {
            Nearest = 0,
            Linear = 1,
            Bilinear = 2,
            Bicubic = 3,
            Trilinear = 4,
        }

        /// <summary>The interpolation <c>functional.interpolate</c> uses.</summary>
        public enum InterpolationMode
        {
            Nearest = 0,
            Linear = 1,
            Bilinear = 2,
            Bicubic = 3,
            Trilinear = 4,
            Area = 5,
            NearestExact = 6,
        }

        public static partial class nn
        {
            /// <summary>How a loss combines its elements.</summary>
            public enum Reduction
            {
                None = 0,
                Mean = 1,
                Sum = 2,
            }
        }
    }
}
