using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>Modules by name, in the order they were added, registered when the dictionary itself is registered.</summary>
public class ModuleDict<T> : torch.nn.Module, IDictionary<string, T>, IList<(string, T)> where T : torch.nn.Module
{
    private readonly OrderedDict<string, T> _entries = new();
    private bool _registered;

    public ModuleDict() : base("ModuleDict")
    {
    }

    public bool IsReadOnly => false;

    public ICollection<string> Keys => _entries.Keys;

    public ICollection<T> Values => _entries.Values;

    public int Count => _entries.Count;

    public (string, T) this[int index]
    {
        get => _entries[index];
        set => _entries[index] = value;
    }

    public T this[string key]
    {
        get => _entries[key];
        set => _entries[key] = value;
    }

    public void clear() => _entries.Clear();

    public IEnumerator<(string, T)> items() => _entries.items();

    public IEnumerable<string> keys() => _entries.keys();

    public IEnumerable<T> values() => _entries.values();

    public void Add((string, T) item) => _entries.Add(item);

    public void Add(string key, T value) => _entries.Add(key, value);

    public void Add(KeyValuePair<string, T> item) => _entries.Add(item);

    public bool Contains((string, T) item) => _entries.Contains(item);

    public bool Contains(KeyValuePair<string, T> item) => _entries.Contains(item);

    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    public void CopyTo((string, T)[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    public int IndexOf((string, T) item) => _entries.IndexOf(item);

    public void Insert(int index, (string, T) item) => _entries.Insert(index, item);

    public bool Remove((string, T) item) => _entries.Remove(item);

    public bool Remove(KeyValuePair<string, T> item) => _entries.Remove(item);

    public bool Remove(string key) => _entries.Remove(key);

    public void RemoveAt(int index) => _entries.RemoveAt(index);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _entries.TryGetValue(key, out value);

    public void Clear() => _entries.Clear();

    public IEnumerator<(string, T)> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator()
        => ((IEnumerable<KeyValuePair<string, T>>)_entries).GetEnumerator();

    /// <summary>Registers what the dictionary holds now; what is added later is not registered, as in TorchSharp.</summary>
    protected override void RegisterComponents()
    {
        if (_registered) return;
        foreach (var (key, module) in _entries) register_module(key, module);
        _registered = true;
    }
}
