using System.Collections;
using System.Globalization;

namespace TorchSharp.Modules;

/// <summary>A list of modules, registered as "0", "1" and so on when the list itself is registered.</summary>
public class ModuleList<T> : torch.nn.Module, IList<T> where T : torch.nn.Module
{
    private readonly List<T> _list = [];
    private bool _registered;

    public ModuleList(params T[] modules) : base("ModuleList")
    {
        _list.AddRange(modules);
    }

    public int Count => _list.Count;

    public bool IsReadOnly => false;

    public T this[int index]
    {
        get => _list[index];
        set => _list[index] = value;
    }

    public void Add(T item) => _list.Add(item);

    public void append(params T[] parameters) => _list.AddRange(parameters);

    public void extend(IEnumerable<T> modules) => _list.AddRange(modules);

    public void Clear() => _list.Clear();

    public bool Contains(T item) => _list.Contains(item);

    public void CopyTo(T[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

    public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public int IndexOf(T item) => _list.IndexOf(item);

    public void Insert(int index, T item) => _list.Insert(index, item);

    public bool Remove(T item) => _list.Remove(item);

    public void RemoveAt(int index) => _list.RemoveAt(index);

    /// <summary>Registers what the list holds now; what is added later is not registered, as in TorchSharp.</summary>
    protected override void RegisterComponents()
    {
        if (_registered) return;
        for (var i = 0; i < _list.Count; i++) register_module(i.ToString(CultureInfo.InvariantCulture), _list[i]);
        _registered = true;
    }
}
