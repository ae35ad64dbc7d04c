using System.Text;

namespace ModelFix.Engine.Initialisation;

/// <summary>Writes modelfix.json in one step: no reader ever sees half of it, and no file of somebody else is replaced.</summary>
internal static class ModelFixFile
{
    private static readonly UTF8Encoding WithoutMark = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="EngineException">The file is there already, or cannot be written.</exception>
    public static void Create(string path, string text) => Write(path, text, isNew: true);

    /// <summary>Puts a text in place of a file's, where that is still what was read.</summary>
    /// <exception cref="EngineException">The file has changed meanwhile, or cannot be written.</exception>
    public static void Replace(string path, string before, string after)
    {
        if (Read(path) != before)
            throw new EngineException(path, "it was changed by someone else meanwhile", "Run modelfix init again.");
        Write(path, after, isNew: false);
    }

    /// <summary>The text with the byte order mark that it may begin with.</summary>
    /// <exception cref="EngineException">The file is not UTF-8.</exception>
    public static string Read(string path)
    {
        try
        {
            return WithoutMark.GetString(File.ReadAllBytes(path));
        }
        catch (ArgumentException)
        {
            throw new EngineException(path, "it is not UTF-8", "Save it as UTF-8.", ExitCodes.WrongUsage);
        }
    }

    private static void Write(string path, string text, bool isNew)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            File.WriteAllBytes(temporary, WithoutMark.GetBytes(text));
            File.Move(temporary, path, overwrite: !isNew);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(
                path, $"it cannot be written ({e.Message})", "Check that the folder is there and that you may write to it.");
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
