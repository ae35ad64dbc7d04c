using System.Collections.Immutable;
using ModelFix.Recorder;
using Mono.Cecil;

namespace ModelFix.Engine.Recording;

/// <summary>What a program called models with, and how it ended.</summary>
/// <param name="Calls">The calls that returned.</param>
/// <param name="ExitCode">The program's own.</param>
/// <param name="Failures">Why calls of some process could not be seen.</param>
internal sealed record RecordedRun(ImmutableArray<SeenCall> Calls, int ExitCode, ImmutableArray<string> Failures)
{
    /// <summary>Runs a program on a copy of its TorchSharp that tells of calls; nothing that it consists of is changed.</summary>
    /// <param name="program">The program.</param>
    /// <param name="torchSharp">The TorchSharp.dll that the models are compiled against.</param>
    /// <param name="models">The metadata names of the models.</param>
    /// <param name="cancellation">Ends the program and all that it started.</param>
    /// <exception cref="EngineException">The program does not start, or TorchSharp cannot be rewritten.</exception>
    public static RecordedRun Of(UserProgram program, string torchSharp, IEnumerable<string> models, CancellationToken cancellation)
    {
        var temporary = Directory.CreateTempSubdirectory("modelfix-run-");
        try
        {
            var folder = new RecordingFolder(temporary.FullName);
            File.WriteAllLines(folder.Models, models);
            File.Copy(torchSharp, folder.Original);
            var exit = program.Run(RecordingEnvironment.Make(folder, Rewritten(torchSharp)), cancellation);
            return new RecordedRun(SeenCall.Read(folder.CallFiles), exit, [.. folder.Failures]);
        }
        finally
        {
            Delete(temporary);
        }
    }

    private static byte[] Rewritten(string torchSharp)
    {
        try
        {
            return TorchSharpRewriter.Rewrite(torchSharp);
        }
        catch (Exception e) when (e is NotSupportedException or BadImageFormatException or AssemblyResolutionException)
        {
            throw new EngineException(
                torchSharp,
                $"calls of its modules cannot be recorded ({e.Message})",
                "Run modelfix init without --run, and write the shapes into modelfix.json.");
        }
    }

    /// <summary>A process that the program left behind may still have a file of the folder open, which Windows does not delete.</summary>
    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is in the folder for temporary files.
        }
    }
}
