namespace ModelFix.Engine.Export.Recording;

/// <summary>Follows which modules of a model are being run.</summary>
internal sealed class ModuleScopes
{
    private readonly Dictionary<object, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> _running = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <summary>The name in the model of the innermost module that has one: <c>layer1.0.conv1</c>; null for the model's own code.</summary>
    public string? Innermost => _running.Select(_names.GetValueOrDefault).FirstOrDefault(n => !string.IsNullOrEmpty(n));

    /// <summary>Takes the modules' names; of a module that has several, the first.</summary>
    public void Name(IEnumerable<(string Name, object Module)> modules)
    {
        _names.Clear();
        foreach (var (name, module) in modules) _names.TryAdd(module, name);
    }

    /// <summary>Where a module is called, or its forward begins.</summary>
    public void Enter(object module)
    {
        if (Environment.CurrentManagedThreadId == _thread) _running.Push(module);
    }

    /// <summary>Where that ends; those in it ended before, or threw.</summary>
    public void Leave(object module)
    {
        if (Environment.CurrentManagedThreadId != _thread) return;
        while (_running.TryPop(out var ended) && !ReferenceEquals(ended, module)) { }
    }

    /// <summary>Forgets what is running.</summary>
    public void Clear() => _running.Clear();
}
