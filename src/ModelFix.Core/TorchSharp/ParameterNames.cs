using System.Text;

namespace ModelFix.Core.TorchSharp;

/// <summary>
/// One name per parameter, whatever TorchSharp called it from 0.99 to 0.107: kernelSize, kernelSizes and kernel_size are kernel_size.
/// </summary>
internal static class ParameterNames
{
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
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
    };

    /// <summary>The name that this project uses for a parameter: snake case, singular, as PyTorch has it.</summary>
    public static string Canonical(string name) => Renamed.TryGetValue(name, out var canonical) ? canonical : SnakeCase(name);

    private static string SnakeCase(string name)
    {
        if (!name.Any(char.IsUpper)) return name;
        var snake = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0 && snake[snake.Length - 1] != '_') snake.Append('_');
            snake.Append(char.ToLowerInvariant(letter));
        }

        return snake.ToString();
    }
}
