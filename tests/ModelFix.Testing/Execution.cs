using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Xunit;

namespace ModelFix.Testing;

/// <summary>Compiles sources and runs the module in them on libtorch, so that before and after can be compared as numbers.</summary>
public static class Execution
{
    /// <summary>To emit a module costs more than to run it.</summary>
    private static readonly ConditionalWeakTable<Compilation, Assembly> Loaded = [];

    /// <summary>Creates the class <paramref name="typeName"/> of a compilation.</summary>
    public static object Create(Compilation compilation, string typeName, params object[] arguments) =>
        Activator.CreateInstance(Load(compilation).GetType(typeName, throwOnError: true)!, arguments)!;

    /// <summary>The classes of a compilation, in a context of their own; asked again, the same.</summary>
    public static Assembly Load(Compilation compilation) => Loaded.GetValue(compilation, Emitted);

    /// <summary>Calls a method by name and lets its own exception through.</summary>
    public static object? Call(object target, string method, params object?[] arguments) => target.GetType()
        .GetMethods()
        .First(m => m.Name == method && m.GetParameters().Length == arguments.Length && !m.IsAbstract)
        .Invoke(target, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);

    private static Assembly Emitted(Compilation compilation)
    {
        using var image = new MemoryStream();
        var emitted = GuardedMatmul.In(compilation).WithoutNullableAnalysis().Emit(image);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;
        return new AssemblyLoadContext(name: null).LoadFromStream(image);
    }
}
