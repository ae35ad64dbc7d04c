using FaceNet;
using TorchSharp;
using static TorchSharp.torch;

torch.manual_seed(1);
using var net = new EmbeddingNet();
net.eval();

using (torch.no_grad())
{
    var embeddings = net.call(torch.rand(new long[] { 4, 3, 28, 28 }));
    var (index, similarity) = Gallery.Closest(embeddings.narrow(0, 2, 1), embeddings);
    Console.WriteLine($"closest to face 2: {index}, similarity {similarity:F4}");
}
