using System.Reflection;
using System.Runtime.Loader;

namespace ModelFix.Recorder;

/// <summary>
/// A program in a context of its own, with all that it brings and the rewritten TorchSharp: for where the host, as that of Windows, lets
/// nothing take the place of a file that stands beside the program. The program's assemblies in the default context are never run.
/// </summary>
internal sealed class ProgramContext : AssemblyLoadContext
{
    private const BindingFlags DoNotWrapExceptions = (BindingFlags)0x02000000;

    private readonly Dictionary<string, string> _paths;

    /// <param name="assemblies">What the runtime knows of.</param>
    /// <param name="torchSharp">The rewritten TorchSharp.</param>
    public ProgramContext(IEnumerable<string> assemblies, string torchSharp)
    {
        var frameworks = Frameworks();
        _paths = assemblies
            .Where(a => !frameworks.Contains(Path.GetDirectoryName(a)!))
            .ToDictionary(p => Path.GetFileNameWithoutExtension(p), StringComparer.OrdinalIgnoreCase);
        _paths[Path.GetFileNameWithoutExtension(torchSharp)] = torchSharp;
    }

    /// <summary>Why a program cannot be run so; null where it can.</summary>
    public static string? Obstacle() => Assembly.GetEntryAssembly()?.EntryPoint is null ? "it has no Main of its own"
        : Assembly.GetEntryAssembly()!.GetName().Name == "testhost" ? "dotnet test loads what it tests by itself"
        : Frameworks().Count == 0 ? "it is self-contained"
        : null;

    /// <summary>The program's Main in this context, at the end of which the process ends as it does there.</summary>
    public Action Main()
    {
        var program = LoadFromAssemblyPath(Assembly.GetEntryAssembly()!.Location);
        // Since .NET 9, and since .NET Core 3.0.
        typeof(Assembly).GetMethod("SetEntryAssembly")?.Invoke(null, [program]);
        typeof(AssemblyLoadContext).GetMethod("EnterContextualReflection", [])?.Invoke(this, []);
        var main = program.EntryPoint!;
        object?[] arguments = main.GetParameters().Length == 0 ? [] : [Environment.GetCommandLineArgs().Skip(1).ToArray()];
        return () =>
        {
            var result = main.Invoke(null, DoNotWrapExceptions, null, arguments, null);
            Environment.Exit(result as int? ?? Environment.ExitCode);
        };
    }

    protected override Assembly? Load(AssemblyName assemblyName) =>
        _paths.TryGetValue(assemblyName.Name!, out var path) ? LoadFromAssemblyPath(path) : null;

    /// <summary>The folders of the shared frameworks: behind the program's own, the host names their lists of files.</summary>
    private static HashSet<string> Frameworks() => [.. (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? "")
        .Split(';')
        .Skip(1)
        .Where(f => f.Length > 0 && Path.GetFileName(f).StartsWith("Microsoft.", StringComparison.Ordinal))
        .Select(f => Path.GetDirectoryName(f)!)];
}
