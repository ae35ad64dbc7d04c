namespace ModelFix.Core.Export;

/// <summary>Names of functions of TorchSharp's native library as users know them.</summary>
internal static class NativeNames
{
    private const string Forward = "_forward";

    /// <summary><c>THSTensor_index_put_</c> is index_put_, and <c>THSNN_LSTM_forward</c> is LSTM.</summary>
    public static string Shown(string entry) => entry.StartsWith("THSAutograd_", StringComparison.Ordinal) ? "autograd.Function"
        // item<T>() is data<T>()[0].
        : entry == "THSTensor_data" ? "item or data"
        : entry.IndexOf('_') is > 0 and var at ? WithoutForward(entry.Substring(at + 1))
        : entry;

    /// <summary>The name without the underscore of its in-place form; null for one that has none.</summary>
    public static string? OutOfPlace(string entry) =>
        entry.Length > 1 && entry[entry.Length - 1] == '_' ? entry.Substring(0, entry.Length - 1) : null;

    private static string WithoutForward(string name) => name.IndexOf(Forward, StringComparison.Ordinal) is > 0 and var at
        ? name.Substring(0, at) + name.Substring(at + Forward.Length).Replace('_', ' ')
        : name;
}
