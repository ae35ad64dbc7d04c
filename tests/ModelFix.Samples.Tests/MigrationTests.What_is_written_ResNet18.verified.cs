// before
// ==== ResNet18.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Architectures;

/// <summary>Residual network of 18 layers (He et al. 2015).</summary>
public sealed class ResNet18 : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly ReLU relu = ReLU(inplace: true);
    private readonly MaxPool2d maxpool = MaxPool2d(kernel_size: 3, stride: 2, padding: 1);
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly Sequential layer3;
    private readonly Sequential layer4;
    private readonly AdaptiveAvgPool2d avgpool = AdaptiveAvgPool2d(1);
    private readonly Linear fc;
    private long inPlanes = 64;

    public ResNet18(int numClasses = 10) : base("ResNet18")
    {
        conv1 = Conv2d(3, 64, kernel_size: 7, stride: 2, padding: 3, bias: false);
        bn1 = BatchNorm2d(64);
        layer1 = MakeLayer(64, 2, 1);
        layer2 = MakeLayer(128, 2, 2);
        layer3 = MakeLayer(256, 2, 2);
        layer4 = MakeLayer(512, 2, 2);
        fc = Linear(512, numClasses);
        RegisterComponents();
    }

    /// <param name="x">Images, [N, 3, 64, 64].</param>
    public override Tensor forward(Tensor x)
    {
        x = relu.call(bn1.call(conv1.call(x)));
        x = maxpool.call(x);
        x = layer1.call(x);
        x = layer2.call(x);
        x = layer3.call(x);
        x = layer4.call(x);
        x = avgpool.call(x);
        x = x.view(x.size(0), -1);
        return fc.call(x);
    }

    private Sequential MakeLayer(long planes, int blocks, long stride)
    {
        var layers = new List<Module<Tensor, Tensor>> { new BasicBlock(inPlanes, planes, stride) };
        inPlanes = planes;
        for (var i = 1; i < blocks; i++) layers.Add(new BasicBlock(inPlanes, planes, 1));
        return Sequential(layers);
    }
}

public sealed class BasicBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Sequential? downsample;

    public BasicBlock(long inPlanes, long planes, long stride) : base("BasicBlock")
    {
        conv1 = Conv2d(inPlanes, planes, 3, stride, 1, bias: false);
        bn1 = BatchNorm2d(planes);
        conv2 = Conv2d(planes, planes, 3, 1, 1, bias: false);
        bn2 = BatchNorm2d(planes);
        if (stride != 1 || inPlanes != planes)
            downsample = Sequential(Conv2d(inPlanes, planes, 1, stride, bias: false), BatchNorm2d(planes));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var identity = downsample is null ? x : downsample.call(x);
        var y = functional.relu(bn1.call(conv1.call(x)));
        y = bn2.call(conv2.call(y));
        return functional.relu(y + identity);
    }
}

// after
// ==== ResNet18.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Architectures;

/// <summary>Residual network of 18 layers (He et al. 2015).</summary>
public sealed class ResNet18 : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly ReLU relu = ReLU(inplace: true);
    private readonly MaxPool2d maxpool = MaxPool2d(kernel_size: 3, stride: 2, padding: 1);
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly Sequential layer3;
    private readonly Sequential layer4;
    private readonly Linear fc;
    private long inPlanes = 64;

    public ResNet18(int numClasses = 10) : base("ResNet18")
    {
        conv1 = Conv2d(3, 64, kernel_size: 7, stride: 2, padding: 3, bias: false);
        bn1 = BatchNorm2d(64);
        layer1 = MakeLayer(64, 2, 1);
        layer2 = MakeLayer(128, 2, 2);
        layer3 = MakeLayer(256, 2, 2);
        layer4 = MakeLayer(512, 2, 2);
        fc = Linear(512, numClasses);
        RegisterComponents();
    }

    /// <param name="x">Images, [N, 3, 64, 64].</param>
    public override Tensor forward(Tensor x)
    {
        x = relu.call(bn1.call(conv1.call(x)));
        x = maxpool.call(x);
        x = layer1.call(x);
        x = layer2.call(x);
        x = layer3.call(x);
        x = layer4.call(x);
        x = x.mean(new long[] { 2, 3 }, true);
        x = x.flatten(1);
        return fc.call(x);
    }

    private Sequential MakeLayer(long planes, int blocks, long stride)
    {
        var layers = new List<Module<Tensor, Tensor>> { new BasicBlock(inPlanes, planes, stride) };
        inPlanes = planes;
        for (var i = 1; i < blocks; i++) layers.Add(new BasicBlock(inPlanes, planes, 1));
        return Sequential(layers);
    }
}

public sealed class BasicBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Sequential? downsample;

    public BasicBlock(long inPlanes, long planes, long stride) : base("BasicBlock")
    {
        conv1 = Conv2d(inPlanes, planes, 3, stride, 1, bias: false);
        bn1 = BatchNorm2d(planes);
        conv2 = Conv2d(planes, planes, 3, 1, 1, bias: false);
        bn2 = BatchNorm2d(planes);
        if (stride != 1 || inPlanes != planes)
            downsample = Sequential(Conv2d(inPlanes, planes, 1, stride, bias: false), BatchNorm2d(planes));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var identity = downsample is null ? x : downsample.call(x);
        var y = functional.relu(bn1.call(conv1.call(x)));
        y = bn2.call(conv2.call(y));
        return functional.relu(y + identity);
    }
}
