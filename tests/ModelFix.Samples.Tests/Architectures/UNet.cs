using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Architectures;

/// <summary>Encoder and decoder with skip connections (Ronneberger et al. 2015).</summary>
public sealed class UNet : Module<Tensor, Tensor>
{
    private readonly DoubleConv inc;
    private readonly Down down1;
    private readonly Down down2;
    private readonly Down down3;
    private readonly Up up1;
    private readonly Up up2;
    private readonly Up up3;
    private readonly Conv2d outc;

    public UNet(long channels = 3, long classes = 2) : base("UNet")
    {
        inc = new DoubleConv(channels, 16);
        down1 = new Down(16, 32);
        down2 = new Down(32, 64);
        down3 = new Down(64, 128);
        up1 = new Up(128, 64);
        up2 = new Up(64, 32);
        up3 = new Up(32, 16);
        outc = Conv2d(16, classes, 1);
        RegisterComponents();
    }

    /// <param name="x">Images of any size, here [N, 3, 50, 70].</param>
    public override Tensor forward(Tensor x)
    {
        var x1 = inc.forward(x);
        var x2 = down1.forward(x1);
        var x3 = down2.forward(x2);
        var x4 = down3.forward(x3);
        var y = up1.forward(x4, x3);
        y = up2.forward(y, x2);
        y = up3.forward(y, x1);
        return outc.forward(y);
    }
}

public sealed class DoubleConv : Module<Tensor, Tensor>
{
    private readonly Sequential double_conv;

    public DoubleConv(long input, long output) : base("DoubleConv")
    {
        double_conv = Sequential(
            Conv2d(input, output, 3, padding: 1),
            BatchNorm2d(output),
            ReLU(),
            Conv2d(output, output, 3, padding: 1),
            BatchNorm2d(output),
            ReLU());
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => double_conv.forward(x);
}

public sealed class Down : Module<Tensor, Tensor>
{
    private readonly Sequential maxpool_conv;

    public Down(long input, long output) : base("Down")
    {
        maxpool_conv = Sequential(MaxPool2d(2), new DoubleConv(input, output));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => maxpool_conv.forward(x);
}

public sealed class Up : Module<Tensor, Tensor, Tensor>
{
    private readonly ConvTranspose2d up;
    private readonly DoubleConv conv;

    public Up(long input, long output) : base("Up")
    {
        up = ConvTranspose2d(input, input / 2, 2, stride: 2);
        conv = new DoubleConv(input, output);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x1, Tensor x2)
    {
        x1 = up.forward(x1);
        var diffY = x2.size(2) - x1.size(2);
        var diffX = x2.size(3) - x1.size(3);
        x1 = functional.pad(x1, new long[] { diffX / 2, diffX - diffX / 2, diffY / 2, diffY - diffY / 2 });
        return conv.forward(torch.cat(new[] { x2, x1 }, 1));
    }
}
