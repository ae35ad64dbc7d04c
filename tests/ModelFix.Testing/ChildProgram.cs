using Microsoft.CodeAnalysis;
using Xunit;

namespace ModelFix.Testing;

/// <summary>
/// Runs C# in a process of its own, with the assemblies and the libtorch of the tests: for what ends the process in which it runs.
/// </summary>
public sealed class ChildProgram
{
    private readonly string _path;

    /// <param name="name">The program's name, which no other test uses.</param>
    /// <param name="body">The statements of its Main, which has <c>arguments</c>.</param>
    public ChildProgram(string name, string body)
    {
        var compilation = TestCompilation.Create($$"""
            using System;
            using System.Linq;
            using TorchSharp;

            public static class Program
            {
                public static void Main(string[] arguments)
                {
                    System.Runtime.CompilerServices.RuntimeHelpers.RunModuleConstructor(
                        typeof(ModelFix.Testing.Libtorch).Module.ModuleHandle);
                    {{body}}
                }
            }
            """);
        compilation = compilation
            .AddReferences(MetadataReference.CreateFromFile(typeof(ChildProgram).Assembly.Location))
            .WithOptions(compilation.Options.WithOutputKind(OutputKind.ConsoleApplication))
            .WithAssemblyName(name);
        // Beside the tests, whose list of assemblies it shares.
        _path = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        var emitted = compilation.Emit(_path);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
    }

    public CommandResult Run(params string[] arguments)
    {
        var tests = Path.Combine(
            AppContext.BaseDirectory,
            Path.GetFileName(Directory.EnumerateFiles(AppContext.BaseDirectory, "*.Tests.deps.json").Single()).Replace(".deps.json", ""));
        return Command.Dotnet(
            AppContext.BaseDirectory,
            ["exec", "--runtimeconfig", tests + ".runtimeconfig.json", "--depsfile", tests + ".deps.json", _path, .. arguments]);
    }
}
