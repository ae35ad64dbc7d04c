namespace TorchSharp;

/// <summary>What a bag of embeddings becomes.</summary>
public enum EmbeddingBagMode
{
    Sum = 0,
    Mean = 1,
    Max = 2,
}
