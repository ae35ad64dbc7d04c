using System.Reflection;

namespace ModelFix.Recorder;

/// <summary>
/// What the rewritten TorchSharp tells of calls: those of the models that were asked for are written down once forward has returned. What
/// fails here changes nothing for the program.
/// </summary>
public static class Calls
{
    /// <summary>What the names of the classes begin with in which forward is virtual.</summary>
    public const string Overridden = "RecordedModule";

    private static readonly Dictionary<Type, RecordedModel?> Models = [];
    private static HashSet<string> _names = [];
    private static RecordingFolder? _folder;
    private static CallFile? _file;

    /// <summary>A call of a module's forward begins.</summary>
    /// <returns>What is to be said of it when it has returned; null for a module that was not asked for.</returns>
    public static object? Entering(object module, object?[] arguments)
    {
        if (_file is null) return null;
#pragma warning disable CA1031 // What cannot be described is not written down, and that is.
        try
        {
            return Model(module.GetType())?.Described(arguments);
        }
        catch (Exception e)
        {
            Stop(e);
            return null;
        }
#pragma warning restore CA1031
    }

    /// <summary>A call of a module's forward has returned.</summary>
    public static void Returned(object? call)
    {
        if (call is not string text) return;
#pragma warning disable CA1031 // A full disk is no reason to stop training.
        try
        {
            _file?.Count(text);
        }
        catch (Exception e)
        {
            Stop(e);
        }
#pragma warning restore CA1031
    }

    internal static void Record(RecordingFolder folder)
    {
        _folder = folder;
        _names = [.. File.ReadAllLines(folder.Models)];
        _file = new CallFile(folder.NewCalls());
    }

    /// <summary>True for a forward that calls through TorchSharp's own classes reach.</summary>
    internal static bool IsOverriding(MethodInfo method) => method is { Name: "forward", IsVirtual: true }
        && method.GetBaseDefinition().DeclaringType!.Name.StartsWith(Overridden, StringComparison.Ordinal);

    private static void Stop(Exception cause)
    {
        _file = null;
        _folder?.Fail($"calls were no longer recorded ({cause.GetType().Name}: {cause.Message})");
    }

    private static RecordedModel? Model(Type type)
    {
        lock (Models)
        {
            if (!Models.TryGetValue(type, out var model)) Models[type] = model = RecordedModel.Of(type, _names);
            return model;
        }
    }
}
