using System.Collections.Immutable;
using System.Globalization;

namespace ModelFix.Core.Export;

/// <summary>Writes sizes as TorchScript's code.</summary>
/// <param name="line">Takes a line of code.</param>
internal sealed class ScriptSizes(Action<string> line)
{
    private readonly SizeSources _sources = new();
    private readonly Dictionary<Size, string> _names = [];

    /// <summary>Takes the dims of a tensor of the code for sources.</summary>
    public void Add(GraphValue tensor) => _sources.Add(tensor);

    /// <summary>A size as an expression that stands between commas.</summary>
    public string Text(Size size)
    {
        if (size.IsConstant) return size.First.ToString(CultureInfo.InvariantCulture);
        var formula = _sources.Find(size);
        var sum = string.Join(" + ", formula.Terms.Select(Term));
        return formula.Summand == 0 ? sum : $"{sum} + {Number(formula.Summand)}";
    }

    /// <summary>A number that follows from a size; null where none is known that it follows from.</summary>
    public string? Fraction(ImmutableArray<double> values)
    {
        if (_sources.Find(values) is not { } found) return null;
        var size = found.IsRoot ? $"torch.sqrt(float({Text(found.Size)}))" : $"float({Text(found.Size)})";
        return $"{ScriptCall.Fraction(found.Factor)} {(found.IsDivided ? "/" : "*")} {size}";
    }

    private string Term(SizeTerm term)
    {
        var text = string.Join(" * ", term.Sources.Select(Named));
        if (term.Factor != 1) text += $" * {Number(term.Factor)}";
        if (term.Inner != 0) text += $" + {Number(term.Inner)}";
        if (term.Divisor != 1) text = $"({text}) // {Number(term.Divisor)}";
        return term.Coefficient == 1 ? text : $"{text} * {Number(term.Coefficient)}";
    }

    private string Named(SizeSource source)
    {
        if (_names.TryGetValue(source.Size, out var name)) return name;
        _names.Add(source.Size, name = $"n{_names.Count}");
        line($"{name} = torch.size({source.Tensor.Name}, {source.Dim})");
        return name;
    }

    private static string Number(long number) =>
        number < 0 ? $"({number.ToString(CultureInfo.InvariantCulture)})" : number.ToString(CultureInfo.InvariantCulture);
}
