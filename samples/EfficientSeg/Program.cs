using EfficientSeg;
using TorchSharp;
using static TorchSharp.torch;

torch.manual_seed(1);
using var net = new SegmentationNet();
net.eval();

using (torch.no_grad())
{
    var probability = net.call(torch.rand(new long[] { 1, 3, 64, 64 }));
    Console.WriteLine($"probability {string.Join("x", probability.shape)}, sum at a pixel {probability.sum(1).mean().item<float>():F3}");
}
