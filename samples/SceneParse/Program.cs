using SceneParse;
using TorchSharp;
using static TorchSharp.torch;

torch.manual_seed(1);
using var net = new SceneParser();
net.eval();

using (torch.no_grad())
{
    var (logits, confidence) = net.call(torch.rand(new long[] { 1, 3, 96, 96 }));
    Console.WriteLine($"logits {string.Join("x", logits.shape)}, confidence {confidence.mean().item<float>():F3}");
}
