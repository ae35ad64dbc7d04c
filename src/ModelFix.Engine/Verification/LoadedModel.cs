using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace ModelFix.Engine.Verification;

/// <summary>
/// One version of a model in this process, reached through the harness that was compiled with it, in its own dtypes or in float64.
/// </summary>
internal sealed class LoadedModel(Assembly assembly, bool precise)
{
    private readonly Type _harness = assembly.GetType("ModelFix.Generated.Harness", throwOnError: true)!;

    public bool Precise { get; } = precise;

    public void Construct(
        string type,
        IReadOnlyDictionary<string, object> arguments) => Invoke("Construct", type, arguments.Keys.ToArray(), arguments.Values.ToArray());

    public string[] State() => (string[])Invoke("State")!;

    public IReadOnlyList<OutputValue> Entry(int index) => Values(Invoke("Entry", index));

    public void Kill() => Invoke("Kill");

    /// <summary>What forward returns, and the inputs as it leaves them.</summary>
    public IReadOnlyList<OutputValue> Outputs(JobCase call)
    {
        var inputs = Inputs(call);
        var outputs = Values(Invoke("Read", Invoke("Forward", Names(call), inputs)));
        return [
            .. outputs,
            .. call.Inputs.SelectMany((input, i) =>
                Values(Invoke("Read", inputs[i])).Select(v => v with { Path = $"input {input.Name} afterwards" }))];
    }

    /// <summary>The gradients of the parameters and of the inputs.</summary>
    public IReadOnlyList<OutputValue> Gradients(JobCase call) => Values(Invoke("Gradients", Names(call), Inputs(call)));

    private object[] Inputs(JobCase call) => call.Inputs
        .Select((input, i) =>
            Invoke(
                "Tensor",
                input.Type,
                input.Shape.ToArray(),
                new CaseInput(input.Name, input.Type, [.. input.Shape]).Values(call.Elements, i))!)
        .ToArray();

    private static string[] Names(JobCase call) => call.Inputs.Select(i => i.Name).ToArray();

    private static List<OutputValue> Values(object? read) =>
        ((object[][])read!).Select(r => new OutputValue((string)r[0], (string)r[1], (long[])r[2], (double[])r[3])).ToList();

    /// <summary>Calls the harness, with this model's precision where it asks for one.</summary>
    private object? Invoke(string method, params object?[] arguments)
    {
        var asks = _harness.GetMethod(method)!.GetParameters().Length > arguments.Length;
        return Invoke(_harness, method, asks ? [.. arguments, Precise] : arguments);
    }

    /// <summary>Calls a harness.</summary>
    /// <exception cref="ModelException">The model's code throws.</exception>
    public static object? Invoke(Type harness, string method, object?[] arguments)
    {
        try
        {
            return harness.GetMethod(method)!.Invoke(null, arguments);
        }
        catch (TargetInvocationException e)
        {
            var cause = e.InnerException!;
            while (cause is TargetInvocationException { InnerException: { } inner }) cause = inner;
            throw new ModelException(cause);
        }
    }
}

/// <summary>A tensor or number that a model returned.</summary>
internal sealed record OutputValue(string Path, string Type, long[] Shape, double[] Elements);

/// <summary>What the model's own code threw.</summary>
internal sealed class ModelException(Exception cause) : Exception(cause.Message, cause)
{
    /// <summary>The exception, and the first line of the model's source on its stack.</summary>
    public string Description
    {
        get
        {
            var frame = (InnerException!.StackTrace ?? "").Split('\n').Select(l => l.Trim()).FirstOrDefault(IsModels);
            var at = frame is null
                ? ""
                : " at "
                    + frame[(frame.LastIndexOf(" in ", StringComparison.Ordinal) + 4)..]
                        .Trim()
                        .Replace(":line ", "(", StringComparison.Ordinal)
                    + ")";
            var name = InnerException is NotSupportedException && Message.StartsWith(Pruning.Mark, StringComparison.Ordinal)
                ? ""
                : InnerException.GetType().Name + ": ";
            return $"{name}{Message.Split('\n')[0].TrimEnd()}{at}";
        }
    }

    private static bool IsModels(string frame) => frame.Contains(".cs:line ", StringComparison.Ordinal)
        && !frame.StartsWith("at TorchSharp.", StringComparison.Ordinal)
        && !frame.StartsWith("at ModelFix.Generated.", StringComparison.Ordinal);
}

/// <summary>
/// Finds what the models' assemblies refer to: the framework is this process's own, TorchSharp and other packages where the project has
/// them.
/// </summary>
internal sealed class ModelLoadContext(IEnumerable<string> assemblies, string natives) : AssemblyLoadContext("models")
{
    private static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private readonly Dictionary<string, string> _paths = assemblies
        .Where(a => !File.Exists(Path.Combine(Framework, Path.GetFileName(a))))
        .GroupBy(a => Path.GetFileNameWithoutExtension(a), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name is { } name && _paths.TryGetValue(name, out var path) ? LoadFromAssemblyPath(path) : null;

    /// <summary>TorchSharp asks for LibTorchSharp, and where it is not answered copies half a gigabyte to where its package is.</summary>
    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
        new[] { unmanagedDllName, $"lib{unmanagedDllName}.so", $"lib{unmanagedDllName}.dylib", $"{unmanagedDllName}.dll" }
            .Select(n => Path.Combine(natives, n))
            .FirstOrDefault(File.Exists) is { } file
            ? NativeLibrary.Load(file)
            : IntPtr.Zero;
}
