using System.Collections.Immutable;
using System.Text;

namespace ModelFix.Core.TorchSharp;

/// <summary>One name per parameter, whatever TorchSharp called it from 0.99 to 0.107: kernelSize, kernelSizes and kernel_size are kernel_size.</summary>
internal static class ParameterNames
{
    private static readonly ImmutableDictionary<string, string> Renamed = new Dictionary<string, string>
    {
        ["inputChannel"] = "in_channels",
        ["outputChannel"] = "out_channels",
        ["in_channel"] = "in_channels",
        ["out_channel"] = "out_channels",
        ["inputSize"] = "in_features",
        ["outputSize"] = "output_size",
        ["features"] = "num_features",
        ["num_feat"] = "num_features",
        ["kernelSizes"] = "kernel_size",
        ["strides"] = "stride",
        ["paddings"] = "padding",
        ["dilations"] = "dilation",
        ["dimensions"] = "dim",
        ["dimension"] = "dim",
        ["dims"] = "dim",
        ["hasBias"] = "bias",
        ["splitSize"] = "split_size",
        ["tensorList"] = "tensors",
    }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>The name that this project uses for a parameter: snake case, singular, as PyTorch has it.</summary>
    public static string Canonical(string name) => Renamed.TryGetValue(name, out var canonical) ? canonical : SnakeCase(name);

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0 && snake[snake.Length - 1] != '_') snake.Append('_');
            snake.Append(char.ToLowerInvariant(letter));
        }

        return snake.ToString();
    }
}
