using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ModelFix.Core.Values;

/// <summary>
/// Tells a value that an interpretation makes from all others: the place in the source that makes it, the call, object or lambda in which
/// it is made, and which part it is of what is made there.
/// </summary>
/// <remarks>
/// Interned: the same place in the same enclosing id is the same object, which loops rely on to settle. The ids of a compilation are kept
/// by its <see cref="NewRoot">root</see>, and by nothing that lives longer. Thread-safe.
/// </remarks>
internal sealed class ValueId : IComparable<ValueId>
{
    private readonly Table _table;
    private readonly Kind _kind;
    private readonly ValueId? _outer;
    private readonly ValueId? _other;
    private readonly SyntaxTree? _tree;
    private readonly TextSpan _span;
    private readonly string _name;
    private readonly int _index;
    private readonly int _hash;
    private string? _text;

    private ValueId(Table table, Kind kind, ValueId? outer, SyntaxNode? node, string name, int index, ValueId? other)
    {
        (_table, _kind, _outer, _other, _name, _index) = (table, kind, outer, other, name, index);
        (_tree, _span) = (node?.SyntaxTree, node?.Span ?? default);
        // Files that were copied from one another have the same places.
        _hash = unchecked(((((int)kind * 31 + (outer?._hash ?? 0)) * 31 + (other?._hash ?? 0)) * 31 + _span.GetHashCode()) * 31 + index
            + StringComparer.Ordinal.GetHashCode(name)
            + (_tree is null ? 0 : RuntimeHelpers.GetHashCode(_tree)));
    }

    private enum Kind
    {
        Root,
        Scope,
        Code,
        Named,
        Member,
        Place,
        Variable,
        Part,
        Object,
        Reshaped,
    }

    /// <summary>The id that encloses all others of a compilation, and that no name shows.</summary>
    public static ValueId NewRoot() => new(new Table(), Kind.Root, null, null, "", 0, null);

    /// <summary>What belongs to a method or class whose names stand beside those of others.</summary>
    public ValueId Scope(string name) => Id(Kind.Scope, name: name);

    /// <summary>What belongs to code that runs in this: a function of that name.</summary>
    public ValueId Code(string name) => Id(Kind.Code, name: name);

    /// <summary>What belongs to code that runs in this: a lambda or local function.</summary>
    public ValueId Code(SyntaxNode closure) => Id(Kind.Code, closure);

    /// <summary>What a method or function has one name for: a parameter, its result.</summary>
    public ValueId Named(string name) => Id(Kind.Named, name: name);

    /// <summary>A member of an object, or what it holds from a place on.</summary>
    public ValueId Member(string name) => Id(Kind.Member, name: name);

    /// <summary>What is made at a place in the source.</summary>
    /// <param name="node">The place.</param>
    /// <param name="name">What an expression is called; empty for a statement, at which only <see cref="Variable"/> are made.</param>
    public ValueId At(SyntaxNode node, string name = "") => Id(Kind.Place, node, name);

    /// <summary>What a local or parameter holds from this place on.</summary>
    public ValueId Variable(string name) => Id(Kind.Variable, name: name);

    /// <summary>A part of this, by its name and its position among those of that name.</summary>
    public ValueId Part(string name, int index = 0) => Id(Kind.Part, name: name, index: index);

    /// <summary>A part of this, by its position.</summary>
    public ValueId Part(int index) => Part("", index);

    /// <summary>The object that an expression makes in the construction or in a method of this one.</summary>
    /// <param name="creation">The expression, or a part of it where it makes several.</param>
    public ValueId Object(ValueId creation) => Id(Kind.Object, other: creation);

    /// <summary>What this has become when another tensor, of which it may be an alias, changed its shape.</summary>
    public ValueId Reshaped(ValueId changed) => Id(Kind.Reshaped, other: changed);

    /// <summary>The size of a dim that a tensor has, negative for one that is counted from its end.</summary>
    public Dim Size(long dim) => Dim.Symbol(new SizeOfValue(this, SizeOfValue.Which.Shape, dim));

    /// <summary>A size that an operator gives the tensor, and that nothing else is known to be.</summary>
    public Dim NewSize(long dim) => Dim.Symbol(new SizeOfValue(this, SizeOfValue.Which.Made, dim));

    public Dim Rank => Dim.Symbol(new SizeOfValue(this, SizeOfValue.Which.Rank));

    public Dim ElementCount => Dim.Symbol(new SizeOfValue(this, SizeOfValue.Which.Count));

    /// <summary>The number itself.</summary>
    public Dim Number(bool isSize) => Dim.Symbol(new NumberOfValue(this, isSize));

    public bool IsRoot => _kind == Kind.Root;

    /// <summary>True for a parameter of the method that is asked about, which has no scope.</summary>
    public bool IsInput => _kind == Kind.Named && _outer!.IsRoot;

    /// <summary>
    /// How it is written where nobody but the analysis reads it: within what encloses it directly, so that ids of others may be written
    /// alike.
    /// </summary>
    public string Text => _text ??= Written();

    /// <summary>Stands before the names of what belongs to this.</summary>
    public string TextOfScope => _kind is Kind.Root or Kind.Scope or Kind.Code ? Text : Text + "/";

    /// <summary>What a person reads for a tensor, before <c>.shape[0]</c>; null where only the analysis has a name for it.</summary>
    public string? Display => _kind is Kind.Named or Kind.Member && _outer!.DisplayOfScope is { } scope ? scope + _name : null;

    /// <summary>What a person reads for a number; variables and conditions have their names.</summary>
    public string? DisplayOfNumber => _kind switch
    {
        Kind.Place when _outer!.DisplayOfScope is not null => _name,
        Kind.Variable when _outer is { _kind: Kind.Place, _name: "", _outer.DisplayOfScope: not null } => _name,
        _ => Display,
    };

    /// <summary>What a person reads before the names of what belongs to this; null where it has none.</summary>
    public string? DisplayOfScope => _kind switch
    {
        Kind.Root or Kind.Scope => "",
        Kind.Code when _outer!.DisplayOfScope is { } outer => outer + (_tree is null ? _name : Line()) + "/",
        _ => null,
    };

    /// <summary>By place in the source, then by what encloses it: the order is the same in every run.</summary>
    public int CompareTo(ValueId? other)
    {
        for (var (a, b) = (this, other); !ReferenceEquals(a, b); (a, b) = (a._outer, b._outer))
        {
            if (a is null || b is null) return a is null ? -1 : 1;
            if (a.CompareOwn(b) is not 0 and var order) return order;
        }

        return 0;
    }

    public override int GetHashCode() => _hash;

    public override string ToString() => Text;

    /// <summary>Without what encloses them.</summary>
    private int CompareOwn(ValueId other)
    {
        if (_kind != other._kind) return _kind.CompareTo(other._kind);
        if (string.CompareOrdinal(_tree?.FilePath, other._tree?.FilePath) is not 0 and var byFile) return byFile;
        if (_span.CompareTo(other._span) is not 0 and var bySpan) return bySpan;
        if (string.CompareOrdinal(_name, other._name) is not 0 and var byName) return byName;
        if (_index != other._index) return _index.CompareTo(other._index);
        return _other is null ? 0 : _other.CompareTo(other._other);
    }

    private string Written() => _kind switch
    {
        Kind.Root => "",
        Kind.Scope => _outer!.TextOfScope + _name + "::",
        Kind.Code => _outer!.TextOfScope + (_tree is null ? _name : Line()) + "/",
        Kind.Named or Kind.Member => _outer!.TextOfScope + _name,
        Kind.Place => (_name.Length > 0 ? _name + "@" : "") + (_outer!._kind is Kind.Root or Kind.Scope ? _outer.Text : "") + Line(),
        Kind.Variable => $"{_name}@{Whole().Text}",
        Kind.Part => Whole().Text + (_name.Length > 0 ? "." + _name : "") + (_index > 0 || _name.Length == 0 ? $"[{_index}]" : ""),
        Kind.Object => _other!.Text + "#",
        _ => _other!.Text,
    };

    /// <summary>What this is a part of, with parts of parts.</summary>
    private ValueId Whole()
    {
        var whole = _outer!;
        while (whole._kind == Kind.Part) whole = whole._outer!;
        return whole;
    }

    /// <summary>Where it begins, and where an expression ends.</summary>
    private string Line()
    {
        var at = _tree!.GetLineSpan(_span);
        var (start, end) = (at.StartLinePosition, at.EndLinePosition);
        return _kind == Kind.Place && _name.Length > 0
            ? FormattableString.Invariant($"{start.Line + 1}:{start.Character + 1}-{end.Line + 1}:{end.Character + 1}")
            : FormattableString.Invariant($"{start.Line + 1}:{start.Character + 1}");
    }

    private ValueId Id(Kind kind, SyntaxNode? node = null, string name = "", int index = 0, ValueId? other = null) =>
        _table.Known(new ValueId(_table, kind, this, node, name, index, other));

    /// <summary>All ids of a compilation, told apart by what they are made of.</summary>
    private sealed class Table : IEqualityComparer<ValueId>
    {
        private readonly ConcurrentDictionary<ValueId, ValueId> _ids;

        public Table() => _ids = new ConcurrentDictionary<ValueId, ValueId>(this);

        public ValueId Known(ValueId id) => _ids.GetOrAdd(id, id);

        public bool Equals(ValueId a, ValueId b) => ReferenceEquals(a, b) || a._hash == b._hash
            && a._kind == b._kind
            && ReferenceEquals(a._outer, b._outer)
            && ReferenceEquals(a._other, b._other)
            && ReferenceEquals(a._tree, b._tree)
            && a._span == b._span
            && a._name == b._name
            && a._index == b._index;

        public int GetHashCode(ValueId id) => id._hash;
    }
}
