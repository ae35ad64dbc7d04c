using System.Collections.Immutable;
using System.Globalization;

namespace ModelFix.Engine.Export;

/// <summary>What the files of several models are called, so that each has its own.</summary>
/// <param name="models">The models, each with its project.</param>
internal sealed class ModelNames(IEnumerable<(string Project, string Model)> models)
{
    private static readonly Func<(string Project, string Model), string>[] Forms =
        [m => Own(m.Model), m => m.Model, m => $"{Path.GetFileNameWithoutExtension(m.Project)}.{m.Model}"];

    private readonly ImmutableArray<(string Project, string Model)> _models = [.. models];

    /// <summary>How many models there are.</summary>
    public int Count => _models.Length;

    /// <summary>
    /// The class's own name; all of it where two models share that; with the project's where two share all; and else with a number. Not all
    /// file systems tell letters of different case apart.
    /// </summary>
    public string Of(string project, string model)
    {
        var own = (project, model);
        return Forms.FirstOrDefault(f => _models.Count(m => f(m).Equals(f(own), StringComparison.OrdinalIgnoreCase)) == 1)?.Invoke(own)
            ?? Forms[^1](own) + "." + (_models.IndexOf(own) + 1).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The name of a class without its namespace and the classes around it.</summary>
    public static string Own(string model) => model.Split('.', '+')[^1];
}
