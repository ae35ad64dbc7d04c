namespace ModelFix.Engine.Export;

/// <summary>The file in which the elements of recorded tensors are, one tensor after the other.</summary>
internal static class DataFile
{
    /// <summary>The bytes of one tensor.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where they begin.</param>
    /// <param name="length">How many they are.</param>
    public static byte[] Read(string path, long offset, long length)
    {
        var bytes = new byte[length];
        using var file = File.OpenRead(path);
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }
}
