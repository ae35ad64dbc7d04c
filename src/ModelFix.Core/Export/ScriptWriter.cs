using System.Globalization;

namespace ModelFix.Core.Export;

/// <summary>Takes the lines of a model's code in TorchScript, and names what they compute.</summary>
internal sealed class ScriptWriter
{
    private readonly List<string> _lines = [];
    private int _count;

    public ScriptWriter() => Sizes = new ScriptSizes(Line);

    public IReadOnlyList<string> Lines => _lines;

    public ScriptSizes Sizes { get; }

    public void Line(string line) => _lines.Add(line);

    /// <summary>A variable's name that no other has, nor a size.</summary>
    public string Fresh() => "v" + (_count++).ToString(CultureInfo.InvariantCulture);

    /// <summary>The variable that holds what an expression gives.</summary>
    public string Named(string expression)
    {
        var name = Fresh();
        Line($"{name} = {expression}");
        return name;
    }
}
