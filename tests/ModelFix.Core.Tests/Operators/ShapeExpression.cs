using System.Globalization;
using System.Text.RegularExpressions;
using ModelFix.Core.Contracts;
using ModelFix.Core.Values;
using ModelFix.Testing;

namespace ModelFix.Core.Tests.Operators;

/// <summary>A line of a table of expressions, with its random arguments put in.</summary>
/// <param name="Subject">The operator or the kind of layer.</param>
/// <param name="Inputs">The contracts of x, y and z.</param>
/// <param name="Expression">The call, or the construction of a layer.</param>
/// <param name="Call">How the layer f is called; with all inputs where that is null.</param>
internal sealed record ShapeExpression(string Subject, IReadOnlyList<string> Inputs, string Expression, string? Call = null)
{
    /// <summary>How often an expression with random arguments is asked.</summary>
    private const int Variants = 3;

    private static readonly Regex Random = new("%[dkib]", RegexOptions.CultureInvariant);

    /// <summary>The symbols of the contracts.</summary>
    public IEnumerable<string> Symbols => Inputs.SelectMany(i => Regex.Matches(i, @"\b[A-Z]\b").Select(m => m.Value)).Distinct();

    /// <summary>What the contracts say of the symbols; sizes are drawn so that it is so.</summary>
    public SizeFacts Facts => Inputs.Aggregate(SizeFacts.None, (all, i) => all.And(ShapeText.Parse(i, out _)!.Facts));

    /// <summary>What is asked: the operator or layer, or a call of it other than the usual one.</summary>
    public string Asked => Call is null ? Subject : $"{Subject} {Call}";

    public override string ToString() => $"{Expression}{(Call is null ? "" : " " + Call)} of {string.Join("; ", Inputs)}";

    /// <summary>All expressions of a table next to the tests.</summary>
    /// <param name="file">The table's name.</param>
    /// <param name="placeholder">What stands for the subject in it.</param>
    public static IReadOnlyList<ShapeExpression> Read(string file, string placeholder)
    {
        return File.ReadLines(Path.Combine(Repository.Root, "tests/ModelFix.Core.Tests/Operators", file))
            .Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Split(" | "))
            .SelectMany(parts => parts[0].Split(' ').SelectMany(subject => Varied(
                subject, parts[1].Split("; "), parts[2].Replace(placeholder, subject), parts.ElementAtOrDefault(3))))
            .ToList();
    }

    private static IEnumerable<ShapeExpression> Varied(string subject, string[] inputs, string expression, string? call)
    {
        var random = new Random(Seed($"{subject} {expression} {string.Join(" ", inputs)}"));
        return Enumerable.Range(0, Random.IsMatch(expression) ? Variants : 1).Select(_ => new ShapeExpression(
            subject,
            inputs.Select(i => char.IsLetter(i[0]) ? i : "float32" + i).ToList(),
            Random.Replace(expression, m => Argument(m.Value, RankOf(inputs[0]), random)),
            call)).ToList();
    }

    /// <summary>A number that a text always gives (FNV-1a): what is drawn for one expression does not change with the others.</summary>
    public static int Seed(string text) =>
        (int)text.Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619u)) & int.MaxValue;

    private static int RankOf(string contract) =>
        contract.Substring(0, contract.IndexOf(']', StringComparison.Ordinal)).Count(c => c == ',') + 1;

    private static string Argument(string placeholder, int rank, Random random) => placeholder switch
    {
        "%d" => random.Next(-rank, rank).ToString(CultureInfo.InvariantCulture),
        "%k" => random.Next(1, 4).ToString(CultureInfo.InvariantCulture),
        "%i" => random.Next(-2, 3).ToString(CultureInfo.InvariantCulture),
        _ => random.Next(2) == 0 ? "true" : "false",
    };
}
