using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>A dictionary that keeps the order in which its entries were added.</summary>
/// <remarks>Lookups are linear: it holds the components of one module, of which there are few.</remarks>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)>
{
    private readonly List<(TKey Key, TValue Value)> _entries = [];

    public bool IsReadOnly => false;

    public ICollection<TKey> Keys => _entries.ConvertAll(static entry => entry.Key);

    public ICollection<TValue> Values => _entries.ConvertAll(static entry => entry.Value);

    public int Count => _entries.Count;

    public (TKey, TValue) this[int index]
    {
        get => _entries[index];
        set => _entries[index] = value;
    }

    public TValue this[TKey key]
    {
        get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no entry named '{key}'.");
        set
        {
            var index = IndexOfKey(key);
            if (index < 0)
                _entries.Add((key, value));
            else
                _entries[index] = (key, value);
        }
    }

    public void clear() => _entries.Clear();

    public IEnumerator<(TKey, TValue)> items() => GetEnumerator();

    public IEnumerable<TKey> keys() => Keys;

    public IEnumerable<TValue> values() => Values;

    public void Add((TKey, TValue) item)
    {
        if (ContainsKey(item.Item1))
            throw new ArgumentException($"An entry named '{item.Item1}' exists already.", nameof(item));
        _entries.Add(item);
    }

    public void Add(TKey key, TValue value) => Add((key, value));

    public void Add(KeyValuePair<TKey, TValue> item) => Add((item.Key, item.Value));

    public bool Contains((TKey, TValue) item) => IndexOf(item) >= 0;

    public bool Contains(KeyValuePair<TKey, TValue> item) => Contains((item.Key, item.Value));

    public bool ContainsKey(TKey key) => IndexOfKey(key) >= 0;

    public void CopyTo((TKey, TValue)[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        foreach (var (key, value) in _entries)
            array[arrayIndex++] = new KeyValuePair<TKey, TValue>(key, value);
    }

    public int IndexOf((TKey, TValue) item) => _entries.IndexOf(item);

    public void Insert(int index, (TKey, TValue) item)
    {
        if (ContainsKey(item.Item1))
            throw new ArgumentException($"An entry named '{item.Item1}' exists already.", nameof(item));
        _entries.Insert(index, item);
    }

    public bool Remove((TKey, TValue) item) => _entries.Remove(item);

    public bool Remove(KeyValuePair<TKey, TValue> item) => Remove((item.Key, item.Value));

    public bool Remove(TKey key)
    {
        var index = IndexOfKey(key);
        if (index < 0) return false;
        _entries.RemoveAt(index);
        return true;
    }

    public void RemoveAt(int index) => _entries.RemoveAt(index);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var index = IndexOfKey(key);
        value = index < 0 ? default : _entries[index].Value;
        return index >= 0;
    }

    public void Clear() => _entries.Clear();

    public IEnumerator<(TKey, TValue)> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator()
        => _entries.Select(static entry => new KeyValuePair<TKey, TValue>(entry.Key, entry.Value)).GetEnumerator();

    private int IndexOfKey(TKey key) => _entries.FindIndex(entry => EqualityComparer<TKey>.Default.Equals(entry.Key, key));
}
