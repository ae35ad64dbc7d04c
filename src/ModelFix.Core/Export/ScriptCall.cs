using System.Globalization;
using System.Text.RegularExpressions;
using ModelFix.Core.Values;

namespace ModelFix.Core.Export;

/// <summary>A native call whose tensors are variables of TorchScript's code: the name of a value is its expression.</summary>
/// <param name="call">The call.</param>
/// <param name="write">Writes lines.</param>
/// <param name="value">The variable of the tensor with an id.</param>
/// <param name="traced">What was seen of the tensor with an id.</param>
internal sealed class ScriptCall(TracedCall call, ScriptWriter write, Func<int, GraphValue> value, Func<int, TracedTensor> traced)
    : NativeCall(call, value, traced)
{
    private static readonly Regex Hole = new(@"\{([^}]*)\}", RegexOptions.CultureInvariant);

    public ScriptWriter Write { get; } = write;

    /// <summary>
    /// A form with its arguments: <c>{dim}</c> is an argument by its parameter's name, <c>{a|b}</c> the first that there is,
    /// <c>{a?b}</c> the one where the other is true or not 0, else None, <c>{}</c> all of them, <c>{:dtype}</c> the result's dtype and
    /// <c>{:shape}</c> its sizes.
    /// </summary>
    public string Filled(string form) => Hole.Replace(form, match => match.Groups[1].Value switch
    {
        "" => string.Join(", ", Parameters.Select(Argument)),
        ":dtype" => Number(ScriptTypes.Number(ResultType)),
        ":shape" => List(Result.Shape),
        var name when name.IndexOf('?') is > 0 and var at =>
            Known(name.Substring(at + 1)).IsNull || !Flag(name.Substring(at + 1)) ? "None" : Argument(name.Substring(0, at)),
        var name => Argument(name.Split('|').FirstOrDefault(HasParameter) ?? name),
    });

    /// <summary>An argument as an expression.</summary>
    public string Argument(string name)
    {
        if (Fractions(name) is { } fractions && Write.Sizes.Fraction(fractions) is { } fraction) return fraction;
        var argument = Known(name);
        if (argument.IsUnknown || argument.Module is not null)
            throw Refuse($"{name} is something of which nobody saw how it was made");
        return argument switch
        {
            { Tensor: not null } => Tensor(name).Name,
            { Tensors: { } tensors } => $"[{string.Join(", ", tensors.Select((_, i) => TensorAt(name, i).Name))}]",
            { Integer: { IsConstant: false } moving, IsScalar: true } when ResultType.IsFloating() && !IsFloating() =>
                $"float({Write.Sizes.Text(moving)})",
            { Integer: { } size } => Write.Sizes.Text(size),
            { Integers: { } list } => List(list),
            { Flag: { } flag } => argument.IsScalar ? flag ? "1" : "0" : Boolean(flag),
            { Number: { } number } => Fraction(number),
            { Numbers: { } numbers } => numbers.IsEmpty ? "annotate(List[float], [])" : $"[{string.Join(", ", numbers.Select(Fraction))}]",
            { Text: { } text } => $"\"{text}\"",
            _ => "None",
        };
    }

    public string Text(Size size) => Write.Sizes.Text(size);

    /// <summary>Sizes as a list.</summary>
    public string List(IEnumerable<Size> list) => list.Select(Write.Sizes.Text).ToList() is { Count: > 0 } texts
        ? $"[{string.Join(", ", texts)}]"
        : "annotate(List[int], [])";

    /// <summary>A tensor as views of it say.</summary>
    public string Viewed(string tensor, IEnumerable<View> views) => views.Aggregate(tensor, (whole, view) => view switch
    {
        SlicedView { IsDropped: true } slice => $"torch.select({whole}, {slice.Dim}, {Text(slice.Start)})",
        SlicedView slice => $"torch.slice({whole}, {slice.Dim}, {Text(slice.From)}, {Text(slice.To ?? long.MaxValue)}, {slice.Step})",
        UnsqueezedView added => added.Dims.OrderBy(d => d).Aggregate(whole, (x, d) => $"torch.unsqueeze({x}, {d})"),
        _ => throw Refuse("an index of that kind is not exported to TorchScript"),
    });

    public static string Boolean(bool flag) => flag ? "True" : "False";

    /// <summary>A number that stays a fraction where it happens to be whole.</summary>
    public static string Fraction(double number)
    {
        if (double.IsNaN(number)) return "float(\"nan\")";
        if (double.IsInfinity(number)) return number > 0 ? "float(\"inf\")" : "float(\"-inf\")";
        var text = number.ToString("R", CultureInfo.InvariantCulture).Replace("E+", "e").Replace('E', 'e');
        return text.IndexOfAny(['.', 'e']) >= 0 ? text : text + ".0";
    }

    /// <summary>What makes a tensor is told its dtype, and takes whole numbers.</summary>
    private bool IsFloating() => !HasTensor || First.Type.IsFloating();

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
