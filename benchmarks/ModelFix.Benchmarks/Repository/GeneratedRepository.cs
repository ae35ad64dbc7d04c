using System.Globalization;

namespace ModelFix.Benchmarks.Repository;

/// <summary>
/// A folder of models as a large repository holds it: one file in five has something to be found in it. The same count gives the same
/// files.
/// </summary>
internal static class GeneratedRepository
{
    private const int FilesInAFolder = 25;

    /// <summary>Writes the files.</summary>
    /// <param name="folder">Where to; made if it is not there.</param>
    /// <param name="count">How many files.</param>
    /// <param name="isClean">True for a repository in which nothing is to be found.</param>
    public static void Write(string folder, int count, bool isClean = false)
    {
        for (var i = 0; i < count; i++)
        {
            var path = Path.Combine(folder, $"Part{i / FilesInAFolder:00}", $"Model{i:0000}.cs");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, Source(i, isClean) + "\n");
        }
    }

    private static string Source(int number, bool isClean)
    {
        var template = !isClean && number % 5 == 4
            ? Templates.Hostile[number / 5 % Templates.Hostile.Length]
            : Templates.Clean[(number * 4 + number / 5) % Templates.Clean.Length];
        return template.Replace("$N", number.ToString("0000", CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }
}
