using System.Collections.Immutable;
using System.Globalization;
using ModelFix.Core.Values;
using ModelFix.Engine.Recording;

namespace ModelFix.Engine.Initialisation;

/// <summary>
/// The inputs of a model as a program called it: sizes that were the same in every call are numbers, those that varied have names, and one
/// name where they varied together. The first of several dims is taken for the batch, which has a name even where it never varied.
/// </summary>
internal sealed class SeenInputs
{
    private readonly ModelDraft _model;
    private readonly ImmutableArray<SeenCall> _calls;
    private readonly ShapeNames _names;

    private SeenInputs(ModelDraft model, ImmutableArray<SeenCall> calls)
    {
        (_model, _calls) = (model, calls);
        _names = new ShapeNames(Stated().SelectMany(s => s.Known.Dims).SelectMany(d => d.Names));
        foreach (var (known, index) in Stated().Where(s => Ranks(s.Index) is [var rank] && s.Known.Rank == rank))
            for (var dim = 0; dim < known.Dims.Length; dim++)
                if (known.Dims[dim] is { IsName: true } name) _names.Know(Size(index, dim), name.ToString());
    }

    private long Count => _calls.Sum(c => c.Count);

    /// <summary>A model with what it was called with.</summary>
    public static ModelDraft In(ModelDraft model, ImmutableArray<SeenCall> calls)
    {
        var own = calls.Where(c => c.Model == model.Type).ToList();
        var same = own.Where(c => c.Inputs.Select(i => i.Name).SequenceEqual(model.Inputs.Select(i => i.Name))).ToImmutableArray();
        // What was called is another forward of the model.
        if (same.IsEmpty) return model with { Calls = 0, IsOverriding = model.IsOverriding && own.Count == 0 };
        return new SeenInputs(model, same).Draft();
    }

    private ModelDraft Draft()
    {
        var inputs = _model.Inputs.Select(Of).ToImmutableArray();
        return _model with { Inputs = inputs, Calls = Count, Bindings = Bindings(inputs) };
    }

    private InputDraft Of(InputDraft input, int index)
    {
        InputDraft Unwritten(string note) => input with { Shape = null, IsBatched = false, Note = note };
        var given = Given(index);
        var missing = _calls.Where(c => c.Inputs[index].Kind == SeenKind.Null).Sum(c => c.Count);
        if (given.IsEmpty && (missing == 0 || !input.IsOpen)) return input;
        if (Refuting(input, given) is { } call)
            return Unwritten(
                $"was called with {Written(call)}, and {input.Known} is what {(input.IsOpen ? "its layers demand" : "the code states")}");
        if (!input.IsOpen) return input;
        if (missing == Count) return Unwritten("was null in every call");
        if (missing > 0) return Unwritten($"was null in {missing} of {Count} calls; write a shape where it never is");
        if (Ranks(index) is { Length: > 1 } ranks)
            return Unwritten($"was called with {string.Join(" and with ", ranks)} dims; write a shape where it always has the same");
        var dims = given[0].Sizes.Select((_, dim) => Size(index, dim)).ToList();
        var type = ElementTypes.Named(given[0].Type) is not ElementType.Unknown && given.All(g => g.Type == given[0].Type)
            ? given[0].Type.ToLowerInvariant()
            : "";
        var shape = type + _names.Written(TensorShape.Of(dims), isSequence: ElementTypes.Named(type).IsInteger());
        return input with { Shape = shape, IsBatched = false, Note = Note(index, dims, given) };
    }

    /// <summary>How often the model was called, and with which sizes where these have names.</summary>
    private string Note(int index, List<Dim> dims, ImmutableArray<SeenInput> given)
    {
        var types = given.Select(g => g.Type).Distinct().ToList();
        var named = dims.Select((size, dim) => (Name: _names[size], Sizes: Sizes(index, dim)))
            .Where(s => s.Name is not null)
            .DistinctBy(s => s.Name)
            .Select(s => $"{s.Name}: {Listed(s.Sizes)}");
        return string.Join("; ", [Calls, .. types.Count > 1 ? [string.Join(" and ", types)] : Array.Empty<string>(), .. named]);
    }

    private string Calls => Count == 1 ? "called once" : string.Create(CultureInfo.InvariantCulture, $"called {Count} times");

    private static string Listed(IEnumerable<long> sizes)
    {
        var all = sizes.Distinct().Order().Select(s => s.ToString(CultureInfo.InvariantCulture)).ToList();
        return string.Join(", ", all.Count > 6 ? [.. all[..3], "…", .. all[^2..]] : all);
    }

    /// <summary>One size of an input: a number, or what stands for all sizes that were the same in each call.</summary>
    private Dim Size(int index, int dim)
    {
        var sizes = Sizes(index, dim);
        if (sizes.Distinct().Count() > 1) return Dim.Symbol(string.Join(',', sizes));
        if (!IsBatch(index, dim)) return Dim.Of(sizes[0]);
        // Several batches of one say nothing of each other.
        var isTelling = sizes[0] > 1;
        return Dim.Symbol(string.Create(CultureInfo.InvariantCulture, $"{sizes[0]} of {(isTelling ? -1 : index)}"));
    }

    private bool IsBatch(int index, int dim) => dim == 0
        && Given(index)[0].Sizes.Length is > 1 and var rank
        && _model.Inputs[index] is var input
        && !(input.Known is { HasLeading: false } known && (known.Dims.Length > rank || known.Dims[0].IsConstant));

    private List<long> Sizes(int index, int dim) => [.. Given(index).Select(g => g.Sizes[dim])];

    private ImmutableArray<int> Ranks(int index) => [.. Given(index).Select(g => g.Sizes.Length).Distinct()];

    private ImmutableArray<SeenInput> Given(int index) =>
        [.. _calls.Select(c => c.Inputs[index]).Where(i => i.Kind == SeenKind.Tensor)];

    private IEnumerable<(TensorShape Known, int Index)> Stated() => _model.Inputs
        .Select((input, index) => (Input: input, Index: index))
        .Where(i => i.Input is { IsOpen: false, Known: not null })
        .Select(i => (i.Input.Known!, i.Index));

    /// <summary>A call with a shape that what the code says excludes; null where there is none.</summary>
    private static SeenInput? Refuting(InputDraft input, ImmutableArray<SeenInput> given) => input.Known is { } known
        ? given.FirstOrDefault(g => !Fits(known, g.Sizes) && !(input.IsBatched && Fits(TensorShape.Of(known.Dims.Skip(1)), g.Sizes)))
        : null;

    private static bool Fits(TensorShape known, ImmutableArray<long> sizes)
    {
        if (known.HasLeading ? sizes.Length < known.Dims.Length : sizes.Length != known.Dims.Length) return false;
        var named = new Dictionary<string, long>(StringComparer.Ordinal);
        return known.Dims.Zip(sizes.TakeLast(known.Dims.Length)).All(d => d.First switch
        {
            { Constant: { } constant } => constant == d.Second,
            { IsName: true } name => named.TryAdd(name.ToString(), d.Second) || named[name.ToString()] == d.Second,
            _ => true,
        });
    }

    private static string Written(SeenInput input) => $"{input.Type.ToLowerInvariant()}[{string.Join(", ", input.Sizes)}]";

    /// <summary>The sizes of the smallest call: together they are known to run.</summary>
    private ImmutableArray<(string Name, long Size)> Bindings(ImmutableArray<InputDraft> inputs)
    {
        var call = _calls.MinBy(c => c.Elements)!;
        return [.. inputs
            .SelectMany((input, index) => input is { Shape: null, IsOpen: true }
                ? []
                : call.Inputs[index].Sizes.Select((size, dim) => (Name: _names[Size(index, dim)], Size: size)))
            .Where(b => b.Name is not null)
            .Select(b => (b.Name!, b.Size))
            .DistinctBy(b => b.Item1)];
    }
}
