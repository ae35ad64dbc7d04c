using System.Reflection;
using System.Runtime.Loader;

namespace ModelFix.Engine.Verification;

/// <summary>One version of a model in this process, reached through the harness that was compiled with it.</summary>
internal sealed class LoadedModel(Assembly assembly)
{
    private readonly Type _harness = assembly.GetType("ModelFix.Generated.Harness", throwOnError: true)!;

    public void Construct(string type, IReadOnlyDictionary<string, object> arguments) =>
        Invoke("Construct", type, arguments.Keys.ToArray(), arguments.Values.ToArray(), 7L);

    public string[] State() => (string[])Invoke("State")!;

    public void FillState(bool zeros) => Invoke("FillState", zeros);

    public object Tensor(JobInput input, double[] values) => Invoke("Tensor", input.Type, input.Shape.ToArray(), values)!;

    public object? Forward(IReadOnlyDictionary<string, object> inputs) => Invoke("Forward", inputs.Keys.ToArray(), inputs.Values.ToArray());

    public IReadOnlyList<OutputValue> Read(object? value) => Values(Invoke("Read", value));

    /// <summary>The parameters' gradients; only TorchSharp itself computes them.</summary>
    public IReadOnlyList<OutputValue> Gradients(IReadOnlyDictionary<string, object> inputs) =>
        Values(Invoke("Gradients", inputs.Keys.ToArray(), inputs.Values.ToArray()));

    private static List<OutputValue> Values(object? read) =>
        ((object[][])read!).Select(r => new OutputValue((string)r[0], (string)r[1], (long[])r[2], (double[])r[3])).ToList();

    private object? Invoke(string method, params object?[] arguments)
    {
        try
        {
            return _harness.GetMethods().Single(m => m.Name == method).Invoke(null, arguments);
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
            var at = frame is null ? "" : " at " + frame[(frame.LastIndexOf(" in ", StringComparison.Ordinal) + 4)..].Trim().Replace(":line ", "(", StringComparison.Ordinal) + ")";
            var name = InnerException is NotSupportedException && Message.StartsWith(Pruning.Mark, StringComparison.Ordinal) ? "" : InnerException.GetType().Name + ": ";
            return $"{name}{Message.Split('\n')[0].TrimEnd()}{at}";
        }
    }

    private static bool IsModels(string frame) => frame.Contains(".cs:line ", StringComparison.Ordinal)
        && !frame.StartsWith("at TorchSharp.", StringComparison.Ordinal)
        && !frame.StartsWith("at ModelFix.Generated.", StringComparison.Ordinal);
}

/// <summary>Finds what the models' assemblies refer to: the engine is this process's own, TorchSharp and other packages where the project has them.</summary>
internal sealed class ModelLoadContext(IEnumerable<string> references) : AssemblyLoadContext("models")
{
    private readonly Dictionary<string, string> _paths = references
        .GroupBy(r => Path.GetFileNameWithoutExtension(r), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name is { } name && _paths.TryGetValue(name, out var path) ? LoadFromAssemblyPath(path) : null;
}
