using System.Runtime.InteropServices;

namespace ModelFix.Engine.Native;

/// <summary>
/// TorchSharp's native library and libtorch, which NuGet keeps in different packages, as one folder that loads: links to libtorch, and a
/// copy of TorchSharp's own library, mended where this system's libstdc++ is too old for it. What the links point to is never written to.
/// </summary>
internal static class NativeTorch
{
    /// <summary>
    /// What to set in the environment of a process that computes with libtorch 2.10: from AVX2 on, its oneDNN leaves parts of a transposed
    /// convolution in float32 unwritten, with few channels and in some planes with many: other numbers at each call, NaN among them.
    /// </summary>
    public static readonly (string Name, string Value) RightKernels = ("ONEDNN_MAX_CPU_ISA", "AVX");

    private static readonly string Own = OperatingSystem.IsWindows()
        ? "LibTorchSharp.dll"
        : OperatingSystem.IsMacOS()
        ? "libLibTorchSharp.dylib"
        : "libLibTorchSharp.so";
    private static readonly string Libtorch = OperatingSystem.IsWindows()
        ? "torch_cpu.dll"
        : OperatingSystem.IsMacOS()
        ? "libtorch_cpu.dylib"
        : "libtorch_cpu.so";

    /// <summary>TorchSharp's own library in a folder that was made by <see cref="Lay"/>.</summary>
    public static string LibraryIn(string folder) => Path.Combine(folder, Own);

    /// <summary>
    /// True where the files hold TorchSharp's own library and libtorch for processors: of CUDA's packages a build assembles libtorch out of
    /// fragments.
    /// </summary>
    public static bool IsWhole(IReadOnlyCollection<string> files) =>
        files.Any(IsOwn) && files.Any(f => string.Equals(Path.GetFileName(f), Libtorch, StringComparison.OrdinalIgnoreCase));

    /// <summary>True for the library that carries TorchSharp's native functions, among those of its packages.</summary>
    public static bool IsOwn(string file) => string.Equals(Path.GetFileName(file), Own, StringComparison.OrdinalIgnoreCase);

    /// <summary>Fills a folder with what the native library needs; what stands there already stays.</summary>
    /// <param name="files">The native files of the TorchSharp and libtorch packages for this system.</param>
    /// <param name="folder">The folder; made where there is none.</param>
    public static void Lay(IEnumerable<string> files, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in files)
        {
            var target = Path.Combine(folder, Path.GetFileName(file));
            if (Stands(target)) continue;
            if (IsOwn(file)) Replace(target, beside => File.Copy(file, beside));
            else Replace(target, beside => Link(file, beside));
        }
    }

    /// <summary>
    /// Loads the library of a folder into this process. Where the loader refuses it for the version of libstdc++ alone, the folder's copy
    /// is mended first.
    /// </summary>
    /// <exception cref="DllNotFoundException">It does not load; the message is the loader's.</exception>
    public static IntPtr Load(string folder)
    {
        var library = LibraryIn(folder);
        try
        {
            return NativeLibrary.Load(library);
        }
        catch (DllNotFoundException e) when (LibstdcxxNeed.Explains(e.Message))
        {
            var mended = LibstdcxxNeed.Mended(File.ReadAllBytes(library));
            Replace(library, beside => File.WriteAllBytes(beside, mended));
            return NativeLibrary.Load(library);
        }
    }

    /// <summary>True for a file, and for a link to one; .NET says of a link to nothing that it exists.</summary>
    private static bool Stands(string target) =>
        File.Exists(target) && File.ResolveLinkTarget(target, returnFinalTarget: true) is not { Exists: false };

    private static void Link(string file, string link)
    {
        try
        {
            File.CreateSymbolicLink(link, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Windows lets only developers and administrators make links.
            File.Copy(file, link);
        }
    }

    /// <summary>Puts a file in place whole, and over one that is there: another process may be laying or loading the same folder.</summary>
    private static void Replace(string target, Action<string> make)
    {
        var beside = $"{target}.{Guid.NewGuid():N}";
        make(beside);
        try
        {
            File.Move(beside, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && Stands(target))
        {
            // Windows does not replace a library that another process has loaded; it is the one that was to be laid.
            File.Delete(beside);
        }
    }
}
