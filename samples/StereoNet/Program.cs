using StereoNet;
using TorchSharp;
using static TorchSharp.torch;

torch.manual_seed(1);
using var net = new CostVolumeNet();
net.eval();

using (torch.no_grad())
{
    var left = torch.rand(new long[] { 1, 3, 64, 128 });
    var right = torch.rand(new long[] { 1, 3, 64, 128 });
    var disparity = net.call(left, right);

    // What is printed is not exported: squeeze and mean are fine here.
    Console.WriteLine($"disparity {string.Join("x", disparity.squeeze().shape)}, mean {disparity.mean().item<float>():F3}");
}
