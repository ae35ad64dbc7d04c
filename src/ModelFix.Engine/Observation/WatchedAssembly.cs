using System.Collections.Immutable;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ModelFix.Engine.Observation;

/// <summary>
/// A model's assembly that does the same as before and tells its harness of each tensor that its own code is given, puts into a variable,
/// or returns.
/// </summary>
internal static class WatchedAssembly
{
    private const string Harness = "ModelFix.Generated.Harness";

    /// <summary>Rewrites an assembly.</summary>
    /// <param name="path">An assembly with embedded debug information, compiled without optimisation and with the harness.</param>
    /// <returns>The places that are watched, in the order of their numbers.</returns>
    public static ImmutableArray<Site> Write(string path)
    {
        using var module = ModuleDefinition.ReadModule(
            path,
            new ReaderParameters { InMemory = true, ReadSymbols = true, SymbolReaderProvider = new EmbeddedPortablePdbReaderProvider() });
        var harness = module.GetType(Harness);
        var watch = new Watch(harness.Methods.Single(m => m.Name == "Enter"), harness.Methods.Single(m => m.Name == "See"));
        var sites = ImmutableArray.CreateBuilder<Site>();
        foreach (var method in module.GetTypes().Where(t => t != harness && t.DeclaringType != harness).SelectMany(t => t.Methods))
            if (method is { HasBody: true, DebugInformation.HasSequencePoints: true }) new WatchedMethod(method, watch, sites).Write();
        module.Write(
            path, new WriterParameters { WriteSymbols = true, SymbolWriterProvider = new EmbeddedPortablePdbWriterProvider() });
        return sites.ToImmutable();
    }
}

/// <summary>The methods of the harness that are called.</summary>
internal sealed record Watch(MethodReference Enter, MethodReference See);
