using TorchSharp;
using Tracker;
using static TorchSharp.torch;

torch.manual_seed(1);
using var net = new SiameseTracker();
net.eval();

using (torch.no_grad())
{
    var template = torch.rand(new long[] { 2, 3, 64, 64 });
    foreach (var (height, width) in new[] { (64L, 64L), (96L, 128L) })
    {
        var (box, score) = net.call(template, torch.rand(new long[] { 2, 3, height, width }));
        Console.WriteLine($"box {string.Join("x", box.shape)}, scores {string.Join("x", score.shape)}");
    }
}
