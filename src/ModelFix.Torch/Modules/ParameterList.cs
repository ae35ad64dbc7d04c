using System.Collections;
using System.Globalization;

namespace TorchSharp.Modules;

/// <summary>A list of parameters, named "0", "1" and so on.</summary>
public class ParameterList : torch.nn.Module, IList<Parameter>
{
    private readonly List<Parameter> _list = [];
    private bool _registered;

    public ParameterList(params Parameter[] parameters) : base(nameof(ParameterList))
    {
        _list.AddRange(parameters);
    }

    public int Count => _list.Count;

    public bool IsReadOnly => false;

    public Parameter this[int index]
    {
        get => _list[index];
        set => _list[index] = value;
    }

    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
        => _list.Select(static (parameter, i) => (i.ToString(CultureInfo.InvariantCulture), parameter));

    public override bool has_parameter(string target) => get_parameter(target) is not null;

    public override Parameter? get_parameter(string target)
        => int.TryParse(target, CultureInfo.InvariantCulture, out var index) && index >= 0 && index < Count ? _list[index] : null;

    public void Add(Parameter item) => _list.Add(item);

    public void extend(IEnumerable<Parameter> parameters) => _list.AddRange(parameters);

    public void append(params Parameter[] parameters) => _list.AddRange(parameters);

    public void Clear() => _list.Clear();

    public bool Contains(Parameter item) => _list.Contains(item);

    public void CopyTo(Parameter[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

    public IEnumerator<Parameter> GetEnumerator() => _list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public int IndexOf(Parameter item) => _list.IndexOf(item);

    public void Insert(int index, Parameter item) => _list.Insert(index, item);

    public bool Remove(Parameter item) => _list.Remove(item);

    public void RemoveAt(int index) => _list.RemoveAt(index);

    protected override void RegisterComponents()
    {
        if (_registered) return;
        for (var i = 0; i < _list.Count; i++) register_parameter(i.ToString(CultureInfo.InvariantCulture), _list[i]);
        _registered = true;
    }

    protected override void _toEpilog(torch.ScalarType? dtype, torch.Device? device, bool non_blocking)
    {
        for (var i = 0; i < _list.Count; i++)
        {
            if (ReplaceParameter(dtype, device, _list[i], out var replacement)) _list[i] = replacement!;
        }
        _internal_params.clear();
        _registered = false;
        RegisterComponents();
    }
}
