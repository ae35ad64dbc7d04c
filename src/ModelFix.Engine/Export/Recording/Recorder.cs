using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace ModelFix.Engine.Export.Recording;

/// <summary>
/// Follows all that TorchSharp asks of libtorch from the start of the process on, so that the origin of every tensor is known, and writes
/// down what one call of forward asks.
/// </summary>
/// <param name="reader">Asks libtorch about tensors.</param>
/// <param name="signatures">The rewritten functions.</param>
/// <param name="data">Takes the elements of tensors that forward finds.</param>
internal sealed class Recorder(TensorReader reader, ImmutableArray<NativeSignature> signatures, Stream data)
{
    private readonly Dictionary<IntPtr, Origin> _origins = [];
    private readonly Dictionary<IntPtr, object> _scalars = [];
    private readonly Dictionary<IntPtr, RecordedModule> _modules = [];
    private readonly Dictionary<IntPtr, (string Name, Origin Origin)> _state = [];
    private readonly Dictionary<IntPtr, RecordedElements> _written = [];
    private readonly UnwrittenTensors _unwritten = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private RecordedForward? _forward;

    /// <summary>Which modules are being run.</summary>
    public ModuleScopes Scopes { get; } = new();

    /// <summary>Names the parameters and buffers of the model, and the modules that libtorch implements.</summary>
    public void Name(
        IEnumerable<(string Name, IntPtr Tensor)> parameters,
        IEnumerable<(string Name, IntPtr Tensor)> buffers,
        IEnumerable<(string Name, IntPtr Module)> modules)
    {
        _state.Clear();
        foreach (var (name, tensor) in parameters) _state[tensor] = (name, Origin.Parameter);
        foreach (var (name, tensor) in buffers) _state[tensor] = (name, Origin.Buffer);
        foreach (var (name, module) in modules)
        {
            if (!_modules.TryGetValue(module, out var made)) continue;
            _modules[module] = made with { Name = name };
        }
    }

    /// <summary>Begins to write down.</summary>
    /// <param name="inputs">The tensors that forward is given.</param>
    /// <param name="place">Finds the line of the user's code that is being run.</param>
    public void Begin(IEnumerable<IntPtr> inputs, Func<RecordedPlace?> place)
    {
        Scopes.Clear();
        _forward = new RecordedForward(this, place);
        _forward.TakeInputs(inputs);
    }

    /// <summary>Ends writing down.</summary>
    /// <param name="outputs">What forward returned; empty where it failed.</param>
    /// <param name="failure">Why it ended early, or null.</param>
    public Recording End(IEnumerable<(string Name, IntPtr Tensor)> outputs, RecordedFailure? failure)
    {
        var forward = _forward!;
        _forward = null;
        return forward.Recording(outputs, failure);
    }

    /// <summary>Takes note of tensors that a place of the model's code gives.</summary>
    public void See(int activation, int site, IEnumerable<(string Path, IntPtr Tensor)> tensors)
    {
        if (Environment.CurrentManagedThreadId == _thread) _forward?.See(activation, site, tensors);
    }

    /// <summary>As <see cref="NativeCalls.Enter"/>.</summary>
    public PendingCall? Enter(int signature, object?[] arguments)
    {
        var called = signatures[signature];
        if (called.Name.EndsWith("_dispose", StringComparison.Ordinal) || called.Name is "THSTorch_get_and_reset_last_err") return null;
        for (var i = 0; i < arguments.Length; i++)
            if (arguments[i] is SafeHandle handle) arguments[i] = handle.DangerousGetHandle();
        if (Questions.IsQuestion(called.Name)) return new PendingCall(called, null) { Arguments = arguments };
        var recorded = _forward is { } forward && Environment.CurrentManagedThreadId == _thread
            ? forward.Begun(called, arguments)
            : null;
        _unwritten.Used(arguments);
        return new PendingCall(called, recorded) { Arguments = arguments };
    }

    /// <summary>As <see cref="NativeCalls.Exit"/>.</summary>
    public void Exit(PendingCall call, object? result, object?[]? given)
    {
        var name = call.Signature.Name;
        // What is no tensor may be made where a tensor was freed.
        if (result is SafeHandle { IsInvalid: false } other) Forget(other.DangerousGetHandle());
        if (result is IntPtr made && made != IntPtr.Zero)
        {
            Forget(made);
            if (name.EndsWith("_to_scalar", StringComparison.Ordinal) && call.Arguments is [{ } number]) Keep(_scalars, made, number);
            if (call.Signature.MakesModule) Keep(_modules, made, Module(call));
        }

        if (!call.Signature.GivesTensors) return;
        // What fills arrays returns nothing, whatever TorchSharp declares.
        var returned = call.FillsArrays ? null : result;
        var tensors = new[] { returned }.Concat(given ?? []).OfType<IntPtr>().Concat(call.Pointers).ToList();
        // What has another shape under the same handle is another tensor from here on.
        if (call.Signature.ReshapesInPlace && call.Arguments[0] is IntPtr reshaped) tensors.Add(reshaped);
        foreach (var tensor in tensors.Where(t => t != IntPtr.Zero))
        {
            Forget(tensor);
            lock (_origins) _origins[tensor] = MadeBy(call);
            _unwritten.Made(name, tensor);
        }

        if (call.Recorded is { } recorded) _forward?.Ended(recorded, tensors);
    }

    /// <summary>Of a tensor that another thread makes while forward runs, nobody can say what it is made of.</summary>
    private Origin MadeBy(PendingCall call) =>
        Questions.IsOfParameter(call.Signature.Name) ? Origin.Parameter
        : _forward is null ? Origin.Constructor : call.Recorded is null ? Origin.Unknown : Origin.EarlierCall;

    /// <summary>What is newly made at an address is no longer what was freed there.</summary>
    private void Forget(IntPtr address)
    {
        lock (_scalars) _scalars.Remove(address);
        lock (_modules) _modules.Remove(address);
        lock (_origins) _origins.Remove(address);
        if (Environment.CurrentManagedThreadId != _thread) return;
        _written.Remove(address);
        _forward?.Forget(address);
    }

    /// <summary>Where a tensor comes from that forward has found.</summary>
    public RecordedElements Found(IntPtr tensor, RecordedTensor described)
    {
        // What the model keeps is the same in each call, so that one copy will do; what writes to it is no model that is exported.
        if (_written.TryGetValue(tensor, out var written)) return written;
        if (_state.TryGetValue(tensor, out var state))
        {
            var origin = _unwritten.Contains(tensor) ? Origin.Unwritten : state.Origin;
            return _written[tensor] = Written(tensor, described, origin, state.Name);
        }

        if (Parameter(tensor, described) is { } parameter) return Found(parameter, described);
        lock (_origins)
        {
            var made = _unwritten.Contains(tensor) ? Origin.Unwritten : _origins.GetValueOrDefault(tensor, Origin.Unknown);
            return Written(tensor, described, made, name: null);
        }
    }

    /// <summary>The parameter of the model that a module has handed out at another address.</summary>
    private IntPtr? Parameter(IntPtr tensor, RecordedTensor described)
    {
        lock (_origins)
            if (_origins.GetValueOrDefault(tensor, Origin.Unknown) != Origin.Parameter) return null;
        return _state.Keys
            .Where(s => reader.Describe(s) is var other && other.Memory == described.Memory && other.Shape.SequenceEqual(described.Shape))
            .Select(s => (IntPtr?)s)
            .FirstOrDefault();
    }

    /// <summary>Writes a tensor's elements to the data file.</summary>
    public RecordedElements Written(IntPtr tensor, RecordedTensor described, Origin origin, string? name)
    {
        var offset = data.Position;
        return new RecordedElements(origin, name, offset, reader.Write(tensor, described, data));
    }

    /// <summary>True for a tensor whose elements nothing has written.</summary>
    public bool IsUnwritten(IntPtr tensor) => _unwritten.Contains(tensor);

    public RecordedTensor Describe(IntPtr tensor) => reader.Describe(tensor);

    /// <summary>The number in libtorch's Scalar at an address, or null where there is none.</summary>
    public object? Scalar(IntPtr address)
    {
        lock (_scalars) return _scalars.GetValueOrDefault(address);
    }

    /// <summary>The parameters of the module of that name, by the names that they have in it.</summary>
    public IEnumerable<(string Name, IntPtr Tensor)> Weights(string module) => _state
        .Where(s => s.Value.Name.StartsWith(module + ".", StringComparison.Ordinal))
        .Select(s => (s.Value.Name[(module.Length + 1)..], s.Key));

    public RecordedModule? Module(IntPtr address)
    {
        lock (_modules) return _modules.GetValueOrDefault(address);
    }

    /// <summary>True for the address of a tensor that was seen.</summary>
    public bool IsTensor(IntPtr address)
    {
        lock (_origins) return _origins.ContainsKey(address) || _state.ContainsKey(address);
    }

    private static void Keep<T>(Dictionary<IntPtr, T> all, IntPtr address, T value)
    {
        lock (all) all[address] = value;
    }

    private RecordedModule Module(PendingCall call)
    {
        var arguments = new ArgumentReader(this, _ => null);
        return new RecordedModule("", arguments.Read(call.Signature, call.Arguments)) { Weights = ImmutableDictionary<string, int>.Empty };
    }
}
