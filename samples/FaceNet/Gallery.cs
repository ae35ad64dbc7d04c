using TorchSharp;
using static TorchSharp.torch;

namespace FaceNet;

/// <summary>Compares embeddings with known ones. Runs beside the model and is never exported.</summary>
public static class Gallery
{
    /// <param name="probe">[1, E]</param>
    /// <param name="known">[K, E]</param>
    public static (int Index, float Similarity) Closest(Tensor probe, Tensor known)
    {
        using var similarity = known.matmul(probe.squeeze(0)).clamp(min: -1);
        var index = similarity.argmax().item<long>();
        return ((int)index, similarity[index].item<float>());
    }
}
