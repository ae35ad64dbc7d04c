using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Xml.Linq;
using ModelFix.Engine.Native;

namespace ModelFix.Testing;

/// <summary>Gives the TorchSharp of the tests its native library, from where NuGet has unpacked it.</summary>
public static class Libtorch
{
    private static readonly string Laid = Path.Combine(AppContext.BaseDirectory, "libtorch");

    private static readonly Lazy<IntPtr> Library = new(() =>
    {
        AvoidWrongKernels();
        NativeTorch.Lay(Files(), Laid);
        var library = NativeTorch.Load(Laid);
        // The tests of a project run side by side already.
        Marshal.GetDelegateForFunctionPointer<SetThreads>(NativeLibrary.GetExport(library, "THSTorch_set_num_threads"))(1);
        return library;
    });

    private delegate void SetThreads(int threads);

    /// <summary>A folder whose libraries load, for programs that tests start.</summary>
    public static string Folder => Library.Value == IntPtr.Zero ? "" : Laid;

    /// <summary>The native files of TorchSharp and libtorch for this system, in the NuGet cache that the tests were built with.</summary>
    public static IEnumerable<string> Files()
    {
        var packages = OwnHome.BuiltWith;
        var version = typeof(TorchSharp.torch).Assembly.GetName().Version!.ToString(3);
        var specification = XDocument.Load(Path.Combine(packages, "torchsharp-cpu", version, "torchsharp-cpu.nuspec"));
        var libtorch = specification.Descendants().First(e => (string?)e.Attribute("id") == "libtorch-cpu").Attribute("version")!.Value;
        var system = RuntimeInformation.RuntimeIdentifier;
        return new[] { Path.Combine(packages, "torchsharp", version), Path.Combine(packages, $"libtorch-cpu-{system}", libtorch) }
            .SelectMany(package => Directory.EnumerateFiles(Path.Combine(package, "runtimes", system, "native")));
    }

    /// <summary>The process itself is asked for the variable, which on Unix is not .NET's own.</summary>
    private static void AvoidWrongKernels()
    {
        var (name, value) = NativeTorch.RightKernels;
        if (OperatingSystem.IsWindows()) Environment.SetEnvironmentVariable(name, value);
        else _ = SetEnvironment(name, value, overwrite: 1);
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetEnvironment(string name, string value, int overwrite);

    /// <summary>TorchSharp asks by name; nothing of that name stands beside the tests, and so the question comes here.</summary>
#pragma warning disable CA2255 // Whatever a test does first, the library must be found.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Answer() =>
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name == "LibTorchSharp" ? Library.Value : IntPtr.Zero;
}
