namespace TorchSharp;

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
