using SceneNet;
using TorchSharp;
using static TorchSharp.torch;

torch.manual_seed(1);
using var net = new PyramidNet();
net.eval();

using (torch.no_grad())
{
    var logits = net.call(torch.rand(new long[] { 1, 3, 96, 96 }));
    var labels = logits.argmax(1).squeeze(0);
    Console.WriteLine($"labels {string.Join("x", labels.shape)}");
}
