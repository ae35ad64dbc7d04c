using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Layers;
using ModelFix.Engine.Export.Recording;

namespace ModelFix.Engine.Export;

/// <summary>Reads recordings of a model at several sizes of its inputs as one trace.</summary>
/// <param name="data">The file with the tensors' elements.</param>
internal sealed class TraceReader(string data)
{
    /// <summary>The trace.</summary>
    /// <param name="runs">What was recorded, each at other sizes.</param>
    /// <param name="inputs">The inputs' names, and those of their symbolic dims.</param>
    /// <exception cref="ExportRefusal">The model does not do the same at all sizes, or failed.</exception>
    public Trace Read(IReadOnlyList<RunResult> runs, IReadOnlyList<TracePort> inputs)
    {
        foreach (var run in runs)
            if (run.Failure is { } failure) throw new ExportRefusal(failure.Message, Place(failure.Place));
        var recordings = runs.Select(r => r.Recording!).ToList();
        SamePath(recordings);
        var first = recordings[0];
        return new Trace(
            [.. inputs.Select((port, i) => port with { Tensor = first.Inputs[i] })],
            [.. first.Calls.Select((_, i) => Call([.. recordings.Select(r => r.Calls[i])]))],
            [.. first.Outputs.Select(o => new TracePort(o.Name, o.Tensor))],
            [.. first.Tensors.Select((_, i) => Tensor([.. recordings.Select(r => r.Tensors[i])]))],
            first.Returned!);
    }

    /// <summary>That all recordings call the same functions on the same tensors.</summary>
    private static void SamePath(List<Recording.Recording> recordings)
    {
        var first = recordings[0];
        foreach (var other in recordings.Skip(1))
        {
            for (var i = 0; i < Math.Min(first.Calls.Count, other.Calls.Count); i++)
            {
                var (one, two) = (first.Calls[i], other.Calls[i]);
                if (one.Name == two.Name && one.Results.SequenceEqual(two.Results) && Used(one).SequenceEqual(Used(two))) continue;
                throw Reading(first.Calls.Take(i)) ?? OtherPath(
                    one.Name == two.Name ? $"{Shown(one)} of other tensors" : $"{Shown(two)} in place of {Shown(one)}", two);
            }

            if (first.Calls.Count != other.Calls.Count)
                throw Reading(first.Calls) ?? OtherPath(
                    $"{Math.Abs(first.Calls.Count - other.Calls.Count)} more or fewer operations", LastOf(first, other));
            if (first.Outputs.Count != other.Outputs.Count || !first.Outputs.SequenceEqual(other.Outputs))
                throw new ExportRefusal("the model returns other tensors for inputs of other sizes");
        }
    }

    /// <summary>The first line that does something else in another recording, or the same with tensors of another rank.</summary>
    public static SourcePlace? Parting(Recording.Recording first, Recording.Recording other)
    {
        for (var i = 0; i < Math.Min(first.Calls.Count, other.Calls.Count); i++)
        {
            var (one, two) = (first.Calls[i], other.Calls[i]);
            if (one.Name != two.Name || !Ranks(first, one).SequenceEqual(Ranks(other, two))) return Place(two.Place);
        }

        return Place(LastOf(first, other)?.Place);
    }

    private static IEnumerable<int> Ranks(Recording.Recording recording, RecordedCall call) =>
        call.Results.Select(r => r < 0 ? -1 : recording.Tensors[r].Shape.Count);

    /// <summary>That a number is read of a tensor that depends on an input.</summary>
    public static ExportRefusal ReadsElements(string name, SourcePlace? place) => new(
        $"{NativeNames.Shown(name)} reads a number of a tensor that depends on an input, so that what the program does with it is not in "
            + "the model (MFX1701 says what to write)",
        place);

    /// <summary>What else the model does follows from numbers that it has read before, where it has; the last of them it is.</summary>
    private static ExportRefusal? Reading(IEnumerable<RecordedCall> before) =>
        before.LastOrDefault(c => NativeCatalog.Row(c.Name, out _) is { ReadsElements: true }) is { } read
            ? ReadsElements(read.Name, Place(read.Place))
            : null;

    private static RecordedCall? LastOf(Recording.Recording first, Recording.Recording other)
    {
        var (shorter, longer) = first.Calls.Count < other.Calls.Count ? (first, other) : (other, first);
        return longer.Calls.ElementAtOrDefault(shorter.Calls.Count);
    }

    private static ExportRefusal OtherPath(string what, RecordedCall? call) => new(
        $"the model does something else for inputs of other sizes ({what}): a loop or a branch depends on a size, or a tensor or module is "
            + "kept from call to call. A fact of the contract, like H % 4 == 0 or L >= 2, leaves out sizes",
        Place(call?.Place));

    private static string Shown(RecordedCall call) => NativeNames.Shown(call.Name);

    private static IEnumerable<int> Used(RecordedCall call) =>
        call.Arguments.Values.SelectMany(a => a.Tensor is { } one ? [one] : a.Tensors ?? []);

    private static TracedCall Call(ImmutableArray<RecordedCall> calls) => new(
        calls[0].Name,
        [.. calls[0].Arguments.Keys.Select(k => Argument(k, [.. calls.Select(c => c.Arguments[k])]))],
        [.. calls[0].Results],
        Place(calls[0].Place))
    {
        Scope = calls[0].Scope,
    };

    private static TracedArgument Argument(string name, ImmutableArray<RecordedArgument> seen)
    {
        var first = seen[0];
        // A whole number may come as a fraction that happens to be one; where it is one everywhere, sizes are computed.
        var integers = seen
            .Select(s => s.Integer ?? (s.Number is { } n && n == Math.Floor(n) && Math.Abs(n) < 1e15 ? (long)n : null))
            .ToList();
        var differs = seen.Any(s => !Equals(s.Number, first.Number) || s.Flag != first.Flag || s.Text != first.Text)
            || seen.Any(s => s.Numbers is { } list && !list.SequenceEqual(first.Numbers!));
        var isWhole = first.Integer is not null || differs && integers.All(i => i is not null);
        return new TracedArgument(name)
        {
            Tensor = first.Tensor,
            Tensors = first.Tensors?.ToImmutableArray(),
            Integer = isWhole ? Size.Of(integers.Select(i => i!.Value)) : null,
            Integers = Lists(seen),
            Flag = first.Flag,
            Number = isWhole ? null : first.Number,
            Numbers = first.Numbers?.ToImmutableArray(),
            Text = first.Text,
            IsScalar = first.IsScalar,
            IsUnknown = first.IsUnknown,
            Fractions = differs && !isWhole && seen.All(s => (s.Number ?? s.Integer) is not null)
                ? [.. seen.Select(s => s.Number ?? s.Integer!.Value)]
                : null,
            Varies = differs && !isWhole || seen.Any(s => s.Integers?.Count != first.Integers?.Count),
            Module = first.Module is { } module ? Module(module) : null,
        };
    }

    private static ImmutableArray<Size>? Lists(ImmutableArray<RecordedArgument> seen)
    {
        if (seen[0].Integers is not { } first || seen.Any(s => s.Integers?.Count != first.Count)) return null;
        return [.. first.Select((_, i) => Size.Of(seen.Select(s => s.Integers![i])))];
    }

    private static TracedModule Module(RecordedModule module) => new(
        module.Name,
        [.. module.Arguments.Select(a => Argument(a.Key, [a.Value]))],
        module.Weights.ToImmutableDictionary());

    private TracedTensor Tensor(ImmutableArray<RecordedTensor> seen)
    {
        if (seen.Any(s => s.Shape.Count != seen[0].Shape.Count || s.Type != seen[0].Type))
            throw new ExportRefusal("a tensor has another rank or dtype for inputs of other sizes");
        return new TracedTensor(
            OnnxTypes.OfTorchSharp(seen[0].Type),
            [.. seen[0].Shape.Select((_, i) => Size.Of(seen.Select(s => s.Shape[i])))])
        {
            Memory = Size.Of(seen.Select(s => s.Memory)),
            Content = seen.All(s => s.Elements is not null)
                ? new TensorContent(
                    seen[0].Elements!.Name,
                    Obstacle(seen.Max(s => s.Elements!.Origin), seen[0].Elements!.Name),
                    [.. seen.Select(s => s.Elements!).Distinct().Count() == 1
                        ? new[] { () => seen[0].Elements!.Read(data) }
                        : seen.Select(s => (Func<byte[]>)(() => s.Elements!.Read(data)))])
                {
                    IsKept = seen[0].Elements!.Origin != Origin.Literal,
                    IsParameter = seen[0].Elements!.Origin == Origin.Parameter,
                }
                : null,
        };
    }

    private static string? Obstacle(Origin origin, string? name) => origin switch
    {
        Origin.Unwritten => $"{name ?? "a tensor that the model keeps"} has no values: it was made by torch.empty and nothing was written "
            + "to it; initialise it in the constructor, or pass --weights",
        Origin.EarlierCall =>
            "a tensor is used that an earlier call of forward has made: what a model keeps from call to call is not exported",
        Origin.Unknown => "a tensor is used of which nobody saw how it was made",
        _ => null,
    };

    private static SourcePlace? Place(RecordedPlace? place) =>
        place is null ? null : new SourcePlace(place.Method, place.File, place.Line);
}
