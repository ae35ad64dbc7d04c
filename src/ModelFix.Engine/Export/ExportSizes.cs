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
    /// <summary>The group of runs that are about no symbol and no input alone.</summary>
    public const string FirstSizes = "";

    /// <summary>Below which number whole numbers are, where the model takes them.</summary>
    private static readonly ImmutableArray<int> Ranges = [1000, 256, 100, 30, 10, CaseInput.UsualRange, 2, 1];

    /// <summary>Where sizes begin that nothing is said of: at the first that the model takes.</summary>
    private static readonly ImmutableArray<long> Starts = [UsualSize, 64, 128, 224, 299, 16, 8, 4, 2];

    private static readonly ImmutableArray<long> Steps = [1, 2, 4, 8, 16, 32, 64];

    private const long UsualSize = 32;

    private const long UnseenBatch = 9;

    private const int OtherSeed = 1000;

    /// <summary>Which of a symbol's sizes is the largest that is recorded.</summary>
    private const int LargestRecorded = 4;

    /// <summary>Which is the smallest that is only compared.</summary>
    private const int SmallestCompared = 9;

    /// <summary>Up to which step sizes are taken that lie close to each other.</summary>
    private const long LargestFine = 8;

    /// <summary>How many of larger steps each size is above the first.</summary>
    private static readonly ImmutableArray<long> Coarse = [0, 1, 1, 4, 6, 5, 0, 2, 7];

    /// <summary>Which is recorded of each symbol alone, where the model takes it: what is done from a size on is seen there.</summary>
    private const int Large = 10;

    private const long LargeSide = 260;

    private const long LargeLength = 1030;

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
    /// Runs of one group that show where sizes may begin, with as small whole numbers as there are, which models take.
    /// </summary>
    public IReadOnlyList<RecordRun> StartProbes() => Others.Any(s => !_model.Bindings.ContainsKey(s))
        ? [.. Starts.Select(start => Probe(ProbedInputs.None with { Start = start }, FirstSizes, start, range: 1))]
        : [];

    /// <summary>
    /// Runs that show what whole numbers the inputs may hold: of a group, which is an input, the first that does not fail says it.
    /// </summary>
    public IReadOnlyList<RecordRun> RangeProbes(ProbedInputs probed) =>
    [
        .. _model.Inputs.SelectMany(i => Ranges
            .Where(r => r <= Largest(Type(i)))
            .Select(r => Probe(probed with { Ranges = probed.Ranges.SetItem(i.Name, r) }, i.Name, r, range: 1, isSingle: true))),
    ];

    /// <summary>
    /// Runs that show in which steps a size may grow, or only shrink: of a group, which is a symbol, the first that does not fail says it.
    /// A group of its own shows whether the sizes are taken that all begin with.
    /// </summary>
    public IReadOnlyList<RecordRun> StepProbes(ProbedInputs probed) => !Others.Any() ? [] :
    [
        Probe(probed, FirstSizes, 1),
        .. Others.SelectMany(symbol => Steps
            .Select(step => (Step: step, Size: Size(symbol, 2, probed with { Steps = probed.Steps.SetItem(symbol, step) })))
            .Concat(Steps.Select(step => (Step: -step, Size: Size(symbol, 0, probed) - step)))
            .Where(s => s.Size > 0 && _facts.Of(symbol).AtLeast(s.Size) == s.Size)
            .DistinctBy(s => s.Size)
            .Select(s => Probe(probed, symbol, s.Step, s.Size))),
    ];

    /// <summary>Runs that show how large a size may be: of a group, which is a symbol, the first that does not fail says it.</summary>
    public IReadOnlyList<RecordRun> ReachProbes(ProbedInputs probed) =>
    [
        .. Others.SelectMany(symbol => new[] { LargestRecorded, 3, 1, 2 }
            .Select(which => Size(symbol, which, probed))
            .OrderDescending()
            .Select(size => Probe(probed, symbol, size, size))),
    ];

    /// <summary>The runs, those that are recorded first.</summary>
    /// <param name="probed">What the probes have shown.</param>
    public IReadOnlyList<RecordRun> Runs(ProbedInputs probed)
    {
        var first = Run(First, probed);
        var recorded = new List<RecordRun> { first };
        // The largest comes second, so that what a model counts up from call to call grows with no size.
        if (_symbols.Length > 0) recorded.Add(Run(s => Size(s, s == _batch ? 2 : LargestRecorded, probed), probed));
        foreach (var symbol in _symbols)
            recorded.AddRange(new[] { 1, 2, 3 }.Take(symbol == _batch ? 1 : 3).Select(k =>
                Run(s => s == symbol ? Size(s, k, probed) : First(s), probed)));
        if (Others.Any()) recorded.Add(Run(s => s == _batch ? First(s) : Size(s, 7, probed), probed));
        foreach (var symbol in Others)
            recorded.AddRange(probed.Telling.GetValueOrDefault(symbol, []).Prepend(Size(symbol, Large, probed)).Select(size =>
                Run(s => s == symbol ? size : First(s), probed) with { MayFail = true }));
        var compared = new List<RecordRun>();
        if (_symbols.Length > 0) compared.Add(Run(s => Size(s, 5, probed), probed));
        if (Others.Any()) compared.Add(Run(s => s == _batch ? First(s) : Size(s, 8, probed), probed));
        if (_batch is not null && _facts.Of(_batch).AtLeast(1) == 1) compared.Add(Run(s => s == _batch ? 1 : First(s), probed));
        foreach (var small in Others.Any() ? new[] { 6, SmallestCompared } : [])
            compared.Add(Run(s => s == _batch ? First(s) : Size(s, small, probed), probed) with { MayFail = true });
        return
        [
            .. recorded
                .Concat(compared.Select(r => r with { Purpose = RunPurpose.Unseen }))
                .Select(r => r with { IsRecorded = true })
                .DistinctBy(r => r.Name, StringComparer.Ordinal)
                .Select((r, i) => r with { Seed = i })
                .Append(first with { Purpose = RunPurpose.Repetition })
                .Append(first with { Purpose = RunPurpose.OtherInputs, Seed = OtherSeed })
                .Append(first with { Purpose = RunPurpose.Rounding })
                // What may fail is the last, since it may end the process.
                .OrderBy(r => r.MayFail),
        ];

        long First(string symbol) => Size(symbol, 0, probed);
    }

    /// <summary>The names of an input's dims; null for one that is a number or computed.</summary>
    public static ImmutableArray<string?> Symbols(ModelInput input) => [.. input.Contract.Shape.Dims
        .Select(d => d.IsConstant ? null : d.ToString())];

    /// <summary>The first size of a symbol.</summary>
    public long First(string symbol, ProbedInputs probed) => Size(symbol, 0, probed);

    /// <summary>The sizes of a symbol that may tell formulas apart.</summary>
    public IReadOnlyList<long> Tried(string symbol, ProbedInputs probed)
    {
        var (step, fact) = (_facts.Of(symbol).Common(probed.Steps.GetValueOrDefault(symbol, 1)), _facts.Of(symbol));
        var (first, last) = (First(symbol, probed), Math.Max(First(symbol, probed), Size(symbol, Large, probed)));
        return [.. Enumerable.Range(0, (int)((last - first) / step) + 1).Select(i => first + i * step).Where(s => fact.AtLeast(s) == s)];
    }

    /// <summary>The symbols that are not the batch's.</summary>
    private IEnumerable<string> Others => _symbols.Where(s => s != _batch);

    /// <summary>
    /// A batch of 2, 3, 4 and 9; of another dim 32, 63, 33, 139, 34, 1030 (of an image 260), and then 65, 75, 7 and 1 where every size will
    /// do; in steps of 16 32, 48, 96, 128, 64, 272, and then 112 and 144.
    /// </summary>
    private long Size(string symbol, int which, ProbedInputs probed)
    {
        var fact = _facts.Of(symbol);
        if (symbol == _batch && which == 5) return fact.AtLeast(UnseenBatch);
        if (symbol == _batch) return Enumerable.Range(0, which).Aggregate(fact.AtLeast(2), (size, _) => fact.AtLeast(size + 1));
        var start = fact.AtLeast(_model.Bindings.GetValueOrDefault(symbol, probed.Start));
        var half = Math.Max(1, start / 2);
        var step = fact.Common(probed.Steps.GetValueOrDefault(symbol, half));
        // Attention to all pixels of an image takes memory with the fourth power of a side.
        var isAlone = Others.Count() == 1;
        var isSmall = start <= LargestSmall && isAlone;
        var least = isAlone ? LargeLength : LargeSide;
        var size = fact.AtLeast(which switch
        {
            // Few steps of many make an image large.
            >= 1 and <= LargestRecorded + 1 or 7 or 8 when step > LargestFine => start + Coarse[which] * step,
            0 => start,
            // One less than a multiple of powers of two tells what is rounded down from what is rounded up.
            1 => step < start ? 2 * start - step : start + step,
            2 => start + step,
            3 => start <= LargestSmall ? 4 * start + 11 * step : start + half + 7 * step,
            Large => start + Math.Max(step, (least - start + step - 1) / step * step),
            LargestRecorded => isSmall ? 4 * start + 11 * step : start + half + 11 * step,
            // Halves that are rounded to even ones go up at one of these, and down at the other.
            5 => isSmall ? 2 * start + step : start + half + 7 * step,
            6 => 7 * step < start ? 7 * step : step,
            7 => start + 2 * step,
            SmallestCompared => 1,
            _ => isSmall ? 2 * start + 11 * step : start + half + 17 * step,
        });
        // Where there is a largest size, others are below the first.
        return size <= probed.Reaches.GetValueOrDefault(symbol, long.MaxValue)
            ? size
            : fact.AtLeast(Math.Max(step, start - (2 * which + 1) * step));
    }

    /// <summary>A run that tries something; with a single input where the least is asked for that all runs have.</summary>
    private RecordRun Probe(
        ProbedInputs probed,
        string group,
        long value,
        long? size = null,
        int range = CaseInput.UsualRange,
        bool isSingle = false) =>
        Run(
            s => s == group && size is { } one ? one : isSingle && s == _batch ? _facts.Of(s).AtLeast(1) : Size(s, 0, probed),
            probed,
            range) with { Group = group, Value = value };

    private RecordRun Run(Func<string, long> size, ProbedInputs probed, int range = CaseInput.UsualRange)
    {
        var sizes = _symbols.ToDictionary(s => s, size, StringComparer.Ordinal);
        return new RecordRun(
            sizes.Count == 0 ? "as it is" : string.Join(", ", sizes.Select(s => FormattableString.Invariant($"{s.Key}={s.Value}"))),
            sizes,
            [.. _model.Inputs.Select(i => new JobInput(
                i.Name, Type(i), [.. i.Contract.Shape.Dims.Select(d => d.Evaluate(s => sizes[s]) ?? UsualSize)])
            {
                Range = probed.Ranges.GetValueOrDefault(i.Name, range),
            })]);
    }

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
/// <param name="Start">Where the sizes begin of which nothing is said.</param>
/// <param name="Steps">In which steps the size of a symbol may grow; none for one that no step was found for.</param>
/// <param name="Reaches">The largest size of a symbol that was tried and taken.</param>
/// <param name="Ranges">Below which number the elements of an input of whole numbers are.</param>
internal sealed record ProbedInputs(
    long Start,
    ImmutableDictionary<string, long> Steps,
    ImmutableDictionary<string, long> Reaches,
    ImmutableDictionary<string, int> Ranges)
{
    /// <summary>Further sizes of a symbol that are recorded, because they tell formulas apart.</summary>
    public ImmutableDictionary<string, ImmutableArray<long>> Telling { get; init; } =
        ImmutableDictionary<string, ImmutableArray<long>>.Empty;

    public static readonly ProbedInputs None = new(
        32, ImmutableDictionary<string, long>.Empty, ImmutableDictionary<string, long>.Empty, ImmutableDictionary<string, int>.Empty);
}
