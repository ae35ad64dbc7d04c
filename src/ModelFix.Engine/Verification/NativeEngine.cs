using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace ModelFix.Engine.Verification;

/// <summary>The project's own TorchSharp, where its native library loads.</summary>
internal static class NativeEngine
{
    /// <summary>What to call it, or null where the embedded engine runs the models, with the reason where one is worth saying.</summary>
    /// <exception cref="EngineException">TorchSharp was asked for and does not load.</exception>
    public static string? Find(Compilation compilation, VerificationOptions options, out string? why)
    {
        why = null;
        if (options.Engine == EngineChoice.Managed) return null;
        var path = compilation.References.OfType<PortableExecutableReference>().Select(r => r.FilePath).FirstOrDefault(p => Path.GetFileName(p) == "TorchSharp.dll");
        var obstacle = path is null ? "the sources are not bound against TorchSharp" : ModelProcess.Probe(path);
        if (obstacle is null) return $"TorchSharp ({path})";
        if (options.Engine == EngineChoice.TorchSharp)
            throw new EngineException(path ?? compilation.AssemblyName ?? "the project", $"--engine torchsharp cannot be used: {obstacle}", "Reference a TorchSharp package with its native library, or pass --engine managed.", ExitCodes.WrongUsage);
        if (path is not null) why = $"Run on the embedded engine: the native library of {path} does not load ({obstacle}).";
        return null;
    }

    /// <summary>Why the library does not work in this process, or null. Seeding the generator is the cheapest call that needs it.</summary>
    public static string? Obstacle(string path)
    {
        var context = new AssemblyLoadContext("TorchSharp probe", isCollectible: true);
        try
        {
            var seed = context.LoadFromAssemblyPath(path).GetType("TorchSharp.torch", throwOnError: true)!.GetMethod("manual_seed", [typeof(long)]);
            if (seed is null) return "it has no torch.manual_seed";
            seed.Invoke(null, [0L]);
            return null;
        }
        catch (TargetInvocationException e)
        {
            return Innermost(e).Message.Split('\n')[0].TrimEnd();
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or TypeLoadException)
        {
            return e.Message.Split('\n')[0].TrimEnd();
        }
        finally
        {
            context.Unload();
        }
    }

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}
