using Memory;
using TorchSharp;
using static TorchSharp.torch;

torch.manual_seed(1);
using var net = new MemoryNet();
net.eval();

using (torch.no_grad())
{
    var x = torch.rand(new long[] { 2, 6, 8 });
    x[.., 3] = 0.5f;     // Data that is prepared outside a model is not exported.
    Console.WriteLine($"read {net.call(x).abs().mean().item<float>():F4}");
}
