using System.Collections.Immutable;
using ModelFix.Core.Values;
using ModelFix.Engine.Export.Recording;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Export;

/// <summary>
/// The sizes that a model is recorded and compared at. It is recorded once, and again with other sizes of each symbolic dim and of all;
/// then it runs at sizes that no recording had, with single inputs and with small ones.
/// </summary>
/// <remarks>
/// What follows from a size by dividing, by a remainder or by comparing is only seen where sizes are odd and far apart: they have
/// different remainders of all small numbers. What a model demands of its sizes is asked first (<see cref="StepProbes"/>): a U-Net takes
/// multiples of 16.
/// </remarks>
internal sealed class ExportSizes
{
    /// <summary>Whole numbers go up to here where the model takes them.</summary>
    private static readonly ImmutableArray<int> Ranges = [1000, 256, 100, 30, 10, CaseInput.UsualRange, 2, 1];

    private static readonly ImmutableArray<long> Steps = [1, 2, 4, 8, 16, 32, 64];

    private const long OtherSize = 32;

    /// <summary>Images of a usual size are not recorded at four times that.</summary>
    private const long LargestSmall = 64;

    private readonly ModelUnderTest _model;
    private readonly SizeFacts _facts;
    private readonly ImmutableArray<string> _symbols;
    private readonly string? _batch;

    public ExportSizes(ModelUnderTest model)
    {
        _model = model;
        _symbols = [.. model.Inputs.SelectMany(i => i.Contract.Shape.Dims).SelectMany(d => d.Names).Distinct()];
        _facts = model.Inputs.Aggregate(SizeFacts.None, (all, i) => all.And(i.Contract.Facts));
        _batch = _symbols.FirstOrDefault(s =>
            model.Inputs.Any(i => i.Contract.Shape is { HasLeading: false, Dims.Length: > 1 } shape && shape.Dims[0].ToString() == s));
    }

    /// <summary>
    /// Runs that show what whole numbers the inputs may hold: of a group, which is an input, the first that does not fail says it.
    /// </summary>
    public IReadOnlyList<RecordRun> RangeProbes() =>
    [
        .. _model.Inputs.Where(IsWhole).SelectMany(i => Ranges
            .Where(r => r <= Largest(Type(i)))
            .Select(r => Run(
                s => Size(s, 0, ProbedInputs.None),
                ProbedInputs.None with { Ranges = ProbedInputs.None.Ranges.SetItem(i.Name, r) },
                othersRange: 1) with { Group = i.Name, Value = r })),
    ];

    /// <summary>
    /// Runs that show in which steps a size may grow: of a group, which is a symbol, the first that does not fail says it.
    /// </summary>
    public IReadOnlyList<RecordRun> StepProbes(ProbedInputs probed) =>
    [
        .. _symbols.Where(s => s != _batch).SelectMany(symbol => Steps
            .Select(step => (Step: step, Size: Size(symbol, 2, probed with { Steps = probed.Steps.SetItem(symbol, step) })))
            .DistinctBy(s => s.Size)
            .Select(s => Run(other => other == symbol ? s.Size : Size(other, 0, probed), probed) with
            {
                Group = symbol,
                Value = s.Step,
            })),
    ];

    /// <summary>The runs, those that are recorded first.</summary>
    /// <param name="probed">What the probes have shown.</param>
    public IReadOnlyList<RecordRun> Runs(ProbedInputs probed)
    {
        var recorded = new List<RecordRun> { Run(First, probed) };
        foreach (var symbol in _symbols)
            recorded.AddRange(Enumerable.Range(1, symbol == _batch ? 1 : 3).Select(k =>
                Run(s => s == symbol ? Size(s, k, probed) : First(s), probed)));
        if (_symbols.Length > 0) recorded.Add(Run(s => Size(s, s == _batch ? 2 : 4, probed), probed));
        var compared = new List<RecordRun>();
        if (_symbols.Length > 0) compared.Add(Run(s => Size(s, s == _batch ? 3 : 5, probed), probed));
        if (_batch is not null && _facts.Of(_batch).AtLeast(1) == 1) compared.Add(Run(s => s == _batch ? 1 : First(s), probed));
        if (_symbols.Any(s => s != _batch))
            compared.Add(Run(s => s == _batch ? First(s) : Size(s, 6, probed), probed) with { MayFail = true });
        return [
            .. recorded.Select(r => r with { IsRecorded = true }).Concat(compared).DistinctBy(r => r.Name, StringComparer.Ordinal)];

        long First(string symbol) => Size(symbol, 0, probed);
    }

    /// <summary>The names of an input's dims; null for one that is a number or computed.</summary>
    public static ImmutableArray<string?> Symbols(ModelInput input) => [.. input.Contract.Shape.Dims
        .Select(d => d.IsConstant ? null : d.ToString())];

    /// <summary>The first size of a symbol, as it is said of models that fail at others.</summary>
    public long First(string symbol) => Size(symbol, 0, ProbedInputs.None);

    /// <summary>A batch of 2, 3, 4 and 5; of other dims 32, 48, 33, 51, 137, 70 and 7 where every size will do.</summary>
    private long Size(string symbol, int which, ProbedInputs probed)
    {
        var fact = _facts.Of(symbol);
        if (symbol == _batch) return Enumerable.Range(0, which).Aggregate(fact.AtLeast(2), (size, _) => fact.AtLeast(size + 1));
        var start = fact.AtLeast(_model.Bindings.GetValueOrDefault(symbol, OtherSize));
        var half = Math.Max(1, start / 2);
        var step = probed.Steps.GetValueOrDefault(symbol, half);
        var isSmall = start <= LargestSmall;
        return fact.AtLeast(which switch
        {
            0 => start,
            1 => start + half,
            2 => start + step,
            3 => start + half + 3 * step,
            4 => isSmall ? 4 * start + 9 * step : start + half + 9 * step,
            5 => isSmall ? 2 * start + 6 * step : start + half + 6 * step,
            _ => 7 * step < start ? 7 * step : step,
        });
    }

    private RecordRun Run(Func<string, long> size, ProbedInputs probed, int othersRange = CaseInput.UsualRange)
    {
        var sizes = _symbols.ToDictionary(s => s, size, StringComparer.Ordinal);
        return new RecordRun(
            sizes.Count == 0 ? "as it is" : string.Join(", ", sizes.Select(s => FormattableString.Invariant($"{s.Key}={s.Value}"))),
            sizes,
            [.. _model.Inputs.Select(i => new JobInput(
                i.Name, Type(i), [.. i.Contract.Shape.Dims.Select(d => d.Evaluate(s => sizes[s]) ?? OtherSize)])
            {
                Range = probed.Ranges.GetValueOrDefault(i.Name, othersRange),
            })]);
    }

    private static bool IsWhole(ModelInput input) => Largest(Type(input)) > 1;

    /// <summary>How many whole numbers from 0 on a dtype has; 0 for one of other numbers.</summary>
    private static int Largest(string type) => type switch
    {
        "Byte" => 256,
        "Int8" => 128,
        "Int16" or "Int32" or "Int64" => int.MaxValue,
        _ => 0,
    };

    private static string Type(ModelInput input) =>
        input.Contract.Type is ElementType.Unknown or ElementType.Floating ? "Float32" : input.Contract.Type.ToString();
}

/// <summary>What a model takes for its inputs, as trying has shown.</summary>
/// <param name="Steps">In which steps the size of a symbol may grow; none for one that no step was found for.</param>
/// <param name="Ranges">Below which number the elements of an input of whole numbers are.</param>
internal sealed record ProbedInputs(ImmutableDictionary<string, long> Steps, ImmutableDictionary<string, int> Ranges)
{
    public static readonly ProbedInputs None = new(ImmutableDictionary<string, long>.Empty, ImmutableDictionary<string, int>.Empty);
}
