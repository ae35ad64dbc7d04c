namespace ModelFix.Core.Export;

/// <summary>What a function of TorchSharp's native library is in TorchScript.</summary>
/// <param name="Name">The entry point.</param>
/// <param name="Text">The expression; its value is what the function gives.</param>
internal sealed record ScriptForm(string Name, Func<ScriptCall, string> Text)
{
    /// <summary>
    /// Forms as a table. A line is an entry point and its form, as <see cref="ScriptCall.Filled"/> takes it; or entry points alone, whose
    /// operators have their names and take their arguments in order. THSTensor_ is left out.
    /// </summary>
    public static IEnumerable<ScriptForm> Table(string table) => table
        .Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(line => line.IndexOf(" = ", StringComparison.Ordinal) is > 0 and var at
            ? [(Name: line.Substring(0, at), Form: line.Substring(at + 3))]
            : line.Split([' '], StringSplitOptions.RemoveEmptyEntries).Select(n => (Name: n, Form: $"torch.{n}({{}})")))
        .Select(row => new ScriptForm(Entry(row.Name), c => c.Filled(row.Form)));

    /// <summary>As <see cref="Table"/>, of operators that give lists: a list of one is no tuple of one.</summary>
    public static IEnumerable<ScriptForm> Lists(string table) =>
        Table(table).Select(f => f with { Text = c => f.Text(c) + (c.Count == 1 ? "[0]" : "") });

    private static string Entry(string name) => name.StartsWith("THS", StringComparison.Ordinal) ? name : "THSTensor_" + name;
}
