using System.Text;
using ModelFix.Core.Export;

namespace ModelFix.Engine.Export.TorchScript;

/// <summary>What a method returns.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Text">The expression.</param>
internal sealed record ScriptResult(string Type, string Text)
{
    /// <summary>TorchSharp's ScriptModule takes longer tuples for numbers where not all in them is a tensor.</summary>
    private const int LongestTuple = 5;

    /// <summary>One tensor, or a tuple of several.</summary>
    public static ScriptResult Plain(IReadOnlyList<string> tensors) =>
        Tuple([.. tensors.Select(t => new ScriptResult("Tensor", t))]);

    /// <summary>As forward of the model in C# returns it; a record's members are a tuple.</summary>
    public static ScriptResult Of(ReturnedValue value, IEnumerable<string> tensors) => Of(value, new Queue<string>(tensors));

    /// <summary>True for what TorchSharp's ScriptModule can return: no dictionary in any part.</summary>
    public static bool IsTaken(ReturnedValue value) => value.Kind != ReturnedKind.Dictionary && value.Parts.All(IsTaken)
        && (value.Kind == ReturnedKind.Tensor || value.Parts.Count <= LongestTuple || value.Parts.All(p => p.Kind == ReturnedKind.Tensor));

    private static ScriptResult Of(ReturnedValue value, Queue<string> tensors)
    {
        if (value.Kind == ReturnedKind.Tensor) return new ScriptResult("Tensor", tensors.Dequeue());
        var parts = value.Parts.Select(p => Of(p, tensors)).ToList();
        var type = parts.Select(p => p.Type).Distinct().Count() == 1 ? parts[0].Type : null;
        return value.Kind == ReturnedKind.Dictionary ? Dictionary(value, parts, type)
            : value.Kind == ReturnedKind.List && type is not null ? new ScriptResult($"List[{type}]", $"[{Texts(parts)}]")
            : Tuple(parts);
    }

    /// <summary>A tuple of one is what is in it: the others were no tensors, and are left out.</summary>
    private static ScriptResult Tuple(IReadOnlyList<ScriptResult> parts) => parts.Count == 1
        ? parts[0]
        : new ScriptResult($"Tuple[{string.Join(", ", parts.Select(p => p.Type))}]", $"({Texts(parts)})");

    private static ScriptResult Dictionary(ReturnedValue value, IReadOnlyList<ScriptResult> parts, string? type)
    {
        var isNumbered = value.Parts.All(p => p.IsNumbered);
        var entries = value.Parts.Zip(parts, (part, inner) => $"{(isNumbered ? part.Key : Quoted(part.Key!))}: {inner.Text}");
        var whole = $"Dict[{(isNumbered ? "int" : "str")}, {type ?? "Any"}]";
        return new ScriptResult(whole, $"annotate({whole}, {{{string.Join(", ", entries)}}})");
    }

    private static string Texts(IEnumerable<ScriptResult> parts) => string.Join(", ", parts.Select(p => p.Text));

    /// <summary>A text as TorchScript's parser reads it, which knows bytes by their octal numbers.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (value is (byte)'"' or (byte)'\\') quoted.Append('\\').Append((char)value);
            else if (value is >= 32 and < 127) quoted.Append((char)value);
            else quoted.Append('\\').Append(Convert.ToString(value, 8).PadLeft(3, '0'));
        }

        return quoted.Append('"').ToString();
    }
}
