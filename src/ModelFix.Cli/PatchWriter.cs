using ModelFix.Engine;
using ModelFix.Engine.Reporting;

namespace ModelFix.Cli;

/// <summary>Writes a patch to the file that was named, and says how it is applied.</summary>
internal sealed class PatchWriter(Request request, Session session)
{
    /// <exception cref="EngineException">The file cannot be written.</exception>
    public void Write(PatchFile patch)
    {
        try
        {
            // One without changes is written, too, so that none stays there from an earlier run.
            File.WriteAllBytes(request.Patch!, patch.Bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(
                request.Patch!,
                $"the patch cannot be written ({e.Message})",
                "Name a file in a folder that exists and that you may write to.");
        }

        session.Error.WriteLine(patch.Bytes.Length == 0
            ? $"There is nothing to fix: {request.Patch} is empty."
            : $"Patch written to {request.Patch}; git apply takes it in {patch.Root}.");
    }
}
