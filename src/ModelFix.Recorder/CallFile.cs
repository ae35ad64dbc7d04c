using System.Globalization;
using System.Text;

namespace ModelFix.Recorder;

/// <summary>
/// A file with a line for each different call: how often it was seen, in ten digits, and the call. Counts are written over at once, so that
/// the file is right however the process ends.
/// </summary>
internal sealed class CallFile(string path)
{
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1);
    private readonly Dictionary<string, (long Place, int Count)> _seen = [];

    public void Count(string call)
    {
        lock (_seen)
        {
            var (place, count) = _seen.TryGetValue(call, out var before) ? before : (_file.Length, 0);
            _seen[call] = (place, ++count);
            Write(place, count.ToString("D10", CultureInfo.InvariantCulture) + (count == 1 ? $"\t{call}\n" : ""));
        }
    }

    private void Write(long place, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        _file.Position = place;
        _file.Write(bytes, 0, bytes.Length);
        _file.Flush();
    }
}
