namespace ModelFix.Core.Export;

/// <summary>Names of functions of TorchSharp's native library as users know them.</summary>
internal static class NativeNames
{
    private const string Forward = "_forward";

    /// <summary><c>THSTensor_index_put_</c> is index_put_, and <c>THSNN_LSTM_forward</c> is LSTM.</summary>
    public static string Shown(string entry) => entry.StartsWith("THSAutograd_", StringComparison.Ordinal) ? "autograd.Function"
        // item<T>() is data<T>()[0].
        : entry == "THSTensor_data" ? "item or data"
        : entry == "THSNN_Module_train" ? "train"
        : entry.StartsWith("THSTensor_new", StringComparison.Ordinal) && !entry.StartsWith("THSTensor_new_", StringComparison.Ordinal)
            ? "tensor"
        : entry.IndexOf('_') is > 0 and var at ? WithoutForward(entry.Substring(at + 1))
        : entry;

    /// <summary>The operator that a user has written: <c>THSTensor_div_scalar</c> is div.</summary>
    public static string Operator(string entry) => Shown(entry) is var name && name.EndsWith("_scalar", StringComparison.Ordinal)
        ? name.Substring(0, name.Length - "_scalar".Length)
        : name;

    /// <summary>What an argument is called where a user has written it as a number beside an operator, which names none.</summary>
    public static string Argument(string parameter) => parameter is "trg" or "scalar" or "right" ? "the number" : parameter;

    /// <summary>The name without the underscore of its in-place form; null for one that has none.</summary>
    public static string? OutOfPlace(string entry) =>
        entry.Length > 1 && entry[entry.Length - 1] == '_' ? entry.Substring(0, entry.Length - 1) : null;

    private static string WithoutForward(string name) => name.IndexOf(Forward, StringComparison.Ordinal) is > 0 and var at
        ? name.Substring(0, at) + name.Substring(at + Forward.Length).Replace('_', ' ')
        : name;
}
