using System.Reflection;
using System.Runtime.Loader;
using ModelFix.Engine.Recording;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Recording;

/// <summary>In a rewritten TorchSharp every call of a forward passes the recorder, and reaches what it reached before.</summary>
public sealed class TorchSharpRewriterTests
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly;

    [Theory]
    [InlineData("net8.0")]
    [InlineData("netstandard2.0")]
    public void Every_layer_overrides_what_the_called_forward_calls(string framework)
    {
        var package = Path.Combine(OwnHome.BuiltWith, "torchsharp", TorchSharpSurface.Versions[^1]);
        var image = TorchSharpRewriter.Rewrite(Path.Combine(package, "lib", framework, "TorchSharp.dll"));
        var rewritten = new AssemblyLoadContext(name: null).LoadFromStream(new MemoryStream(image));

        var layers = typeof(TorchSharp.Modules.ReLU).Assembly.ExportedTypes
            .Where(t => Overridden(t).Any(o => o.StartsWith("Module`")))
            .ToList();

        Assert.True(layers.Count > 100);
        Assert.All(layers, layer => Assert.Equal(
            Overridden(layer).Select(o => o.Replace("Module`", "RecordedModule`")),
            Overridden(rewritten.GetType(layer.FullName!, throwOnError: true)!)));
        var modules = rewritten.GetType("TorchSharp.torch+nn")!.GetNestedTypes().Where(t => t.Name.StartsWith("Module`")).ToList();
        Assert.Equal(6, modules.Count);
        Assert.All(modules, m => Assert.False(m.GetMethod("forward", Declared)!.IsVirtual));
    }

    [Fact]
    public void Another_assembly_is_refused() => Assert.Contains(
        "it has no Module<…> with an abstract forward",
        Assert.Throws<NotSupportedException>(() => TorchSharpRewriter.Rewrite(typeof(TorchSharpRewriter).Assembly.Location)).Message);

    /// <summary>The classes in which the forwards of a layer are virtual first.</summary>
    private static IEnumerable<string> Overridden(Type type) => type.GetMethods()
        .Where(m => m is { Name: "forward", IsVirtual: true, IsAbstract: false })
        .Select(m => m.GetBaseDefinition().DeclaringType!.Name)
        .Order(StringComparer.Ordinal);
}
