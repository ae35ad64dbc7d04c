using System.Collections.Immutable;
using ModelFix.Core.Export;

namespace ModelFix.Engine.Export.Recording;

/// <summary>One call of forward that is being written down.</summary>
internal sealed class RecordedForward
{
    private const long LargestLiteral = 1 << 16;

    private readonly Recorder _recorder;
    private readonly Func<RecordedPlace?> _place;
    private readonly ArgumentReader _arguments;
    private readonly List<RecordedCall> _calls = [];
    private readonly List<RecordedTensor> _tensors = [];
    private readonly List<RecordedSight> _sights = [];
    private readonly List<int> _inputs = [];
    private readonly Dictionary<IntPtr, int> _ids = [];
    private readonly HashSet<int> _literals = [];
    private readonly HashSet<IntPtr> _open = [];

    public RecordedForward(Recorder recorder, Func<RecordedPlace?> place)
    {
        (_recorder, _place) = (recorder, place);
        _arguments = new ArgumentReader(recorder, address => Id(address));
    }

    public void TakeInputs(IEnumerable<IntPtr> inputs)
    {
        foreach (var input in inputs) _inputs.Add(New(input, _recorder.Describe(input)));
    }

    public RecordedCall Begun(NativeSignature signature, object?[] arguments)
    {
        var read = _arguments.Read(signature, arguments);
        if (read.Values.FirstOrDefault(a => a.Module is not null) is { Module: { } module })
            read = read.ToDictionary(
                a => a.Key, a => a.Value.Module is null ? a.Value : a.Value with { Module = WithWeights(module) }, StringComparer.Ordinal);
        var call = new RecordedCall(signature.Name, read) { Place = _place(), Scope = _recorder.Scopes.Innermost };
        _calls.Add(call);
        // The program has got its memory, and may write there at any time.
        if (signature.Name == "THSTensor_data" && arguments is [IntPtr tensor]) _open.Add(tensor);
        // What is not literal may be written to a view of any literal.
        if (Writes(signature.Name) && !call.Arguments.Values.SelectMany(Tensors).All(_literals.Contains)) _literals.Clear();
        return call;
    }

    public void Ended(RecordedCall call, IReadOnlyList<IntPtr> tensors)
    {
        var isLiteral = call.Arguments.Values.SelectMany(Tensors).All(_literals.Contains);
        call.Results = [.. tensors.Select(t => t == IntPtr.Zero ? -1 : Result(t, isLiteral))];
    }

    /// <summary>Of a tensor that was freed, nothing is asked any more.</summary>
    public void Forget(IntPtr address)
    {
        _ids.Remove(address);
        _open.Remove(address);
    }

    /// <summary>As <see cref="Recorder.See"/>.</summary>
    public void See(int activation, int site, IEnumerable<(string Path, IntPtr Tensor)> tensors)
    {
        foreach (var (path, tensor) in tensors)
        {
            var seen = _recorder.Describe(tensor);
            _sights.Add(new RecordedSight(
                activation, site, path, seen.Type, seen.Shape, _ids.TryGetValue(tensor, out var id) ? id : null));
        }
    }

    public Recording Recording(IEnumerable<(string Name, IntPtr Tensor)> outputs, RecordedFailure? failure)
    {
        var returned = outputs.Select(o => new RecordedOutput(o.Name, Id(o.Tensor))).ToList();
        return new Recording(_inputs, _calls, returned) { Tensors = _tensors, Failure = failure, Sights = _sights };
    }

    private int Result(IntPtr tensor, bool isLiteral)
    {
        var described = _recorder.Describe(tensor);
        return isLiteral ? Literal(tensor, described) : New(tensor, described);
    }

    /// <summary>A tensor of numbers of the program, with those that it has now.</summary>
    private int Literal(IntPtr tensor, RecordedTensor described)
    {
        if (described.Shape.Aggregate(1L, (n, d) => n * d) <= LargestLiteral || _open.Contains(tensor))
            described = described with { Elements = _recorder.Written(tensor, described, Origin.Literal, name: null) };
        var id = New(tensor, described);
        _literals.Add(id);
        return id;
    }

    private int Id(IntPtr tensor)
    {
        var isKnown = _ids.TryGetValue(tensor, out var id);
        if (isKnown && !(_open.Contains(tensor) && _literals.Contains(id))) return id;
        var described = _recorder.Describe(tensor);
        if (isKnown) return Literal(tensor, described);
        return New(tensor, described with { Elements = _recorder.Found(tensor, described) });
    }

    private int New(IntPtr tensor, RecordedTensor described)
    {
        _tensors.Add(described);
        return _ids[tensor] = _tensors.Count - 1;
    }

    private RecordedModule WithWeights(RecordedModule module) => module with
    {
        Weights = _recorder.Weights(module.Name).ToImmutableDictionary(w => w.Name, w => Id(w.Tensor)),
    };

    private static bool Writes(string name) => NativeNames.OutOfPlace(name) is not null || name.EndsWith("_out", StringComparison.Ordinal)
        || name.StartsWith("THSTensor_set", StringComparison.Ordinal);

    private static IEnumerable<int> Tensors(RecordedArgument argument) =>
        argument.Tensor is { } one ? [one] : argument.Module is { Weights: var weights } ? weights.Values : argument.Tensors ?? [];
}
