using TorchSharp;
using VideoNet;
using static TorchSharp.torch;

torch.manual_seed(1);
using var net = new ClipNet();
net.eval();

using (torch.no_grad())
{
    var logits = net.call(torch.rand(new long[] { 2, 8, 3, 32, 32 }));
    Console.WriteLine($"logits {string.Join("x", logits.shape)}, mean {logits.mean().item<float>():F3}");
}
