using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Indexing;

/// <summary>An expression that picks what a gather picks.</summary>
/// <param name="Title">What a fix says that it does.</param>
/// <param name="Uses">How often it uses the tensor.</param>
/// <param name="Equality">In which sense it is the same.</param>
/// <param name="Of">The expression, given the tensor as it can stand before a dot.</param>
internal sealed record GatherForm(string Title, int Uses, Equality Equality, Func<string, string> Of)
{
    /// <summary>What must hold for it to be the same, or null.</summary>
    public string? Assumption { get; init; }
}

/// <summary>A gather along a constant dim, and what it picks.</summary>
internal sealed class Gathered
{
    /// <summary>Each index costs as much memory as the tensor.</summary>
    private const int MostIndices = 64;

    private readonly TorchCall _call;
    private readonly TorchCompilation _torch;
    private readonly TensorShape _shape;
    private readonly IOperation _index;
    private readonly TensorShape _indices;
    private readonly long _dim;

    /// <param name="call">The gather.</param>
    /// <param name="index">Its index.</param>
    /// <param name="dim">Its dim.</param>
    /// <param name="torch">What is known.</param>
    public Gathered(TorchCall call, IOperation index, long dim, TorchCompilation torch)
    {
        _call = call;
        _torch = torch;
        _shape = torch.ShapeOf(call.Input);
        _index = index;
        _indices = torch.ShapeOf(index);
        _dim = _shape.FromFront(dim) ?? _indices.FromFront(dim) ?? dim;
    }

    /// <summary>The rank that tensor and index have in common, or null where none is known or there is no such dim.</summary>
    private int? Rank => (_shape.Rank ?? _indices.Rank) is { } rank && _dim >= 0 && _dim < rank ? rank : null;

    /// <summary>The other dims.</summary>
    private IEnumerable<int> Others => Enumerable.Range(0, Rank ?? 0).Where(d => d != _dim);

    /// <summary>What would help where there is no form.</summary>
    public string Missing { get; private set; } = "";

    /// <summary>Whole rows: the index is the same along all other dims, and covers them.</summary>
    public GatherForm? Rows()
    {
        if (Rank is not { } rank || _indices.Rank != rank || !Others.All(d => AreSame(_shape[d], _indices[d]))) return null;
        var source = Unexpanded(_index);
        var shape = _torch.ShapeOf(source);
        if (shape.Rank is not { } own || !AreSame(shape[_dim - rank], _indices[_dim])) return null;
        if (!Others.All(d => d - rank + own < 0 || shape[d - rank]!.Constant == 1)) return null;
        // What only inserts dims into one row of indices has no part in them.
        while (OperatorCalls.From(source, _torch.Symbols) is { Operator: "unsqueeze" or "view" or "reshape", Input: var inner }
            && _torch.ShapeOf(inner).Rank == 1 && _torch.Symbols.IsTensor(inner.Type))
            source = inner;
        var text = CSharpText.AsReceiver(source.Syntax) + (_torch.ShapeOf(source).Rank == 1 ? "" : ".flatten()");
        return new GatherForm("Use index_select", 1, Equality.BitExact, x => $"{x}.index_select({At(0)}, {text})");
    }

    /// <summary>Single elements: of each row those whose place is an index.</summary>
    public GatherForm? Elements()
    {
        Missing = "state the sizes of the tensor in a doc comment or in modelfix.json: the one along the dim must be known, and all that "
            + $"is known is {_shape.Display}";
        if (Rank is not { } rank || _shape[_dim]?.Constant is not (> 0 and var size)) return null;
        Missing = "narrow the tensor to the sizes of the index in the other dims first";
        if (Others.Any(d => _shape[d] is { } s && _indices[d] is { } i && s.IsKnownDifferent(i))) return null;
        Missing = $"state how many indices there are, of which only {_indices.Display} is known: up to "
            + $"{CSharpText.Of(MostIndices)} are compared with all places at once";
        if (_indices[_dim]?.Constant is not (> 0 and <= MostIndices and var count)) return null;

        // An index that there is not throws in gather, and gives 0 here.
        string?[] assumed =
        [
            Others.All(d => AreSame(_shape[d], _indices[d])) ? null : "the index has the sizes of the tensor in the other dims",
            IsPlace(_index, size, depth: 8) ? null : $"each index is from 0 to {CSharpText.Of(size - 1)}",
        ];
        var uses = KeepsType ? 2 : 3;
        return new GatherForm("Compare with every place", uses, Equality.Tolerance, x => Compared(x, count, Places(x, size)))
        {
            Assumption = string.Join(" and ", assumed.Where(a => a is not null)) is { Length: > 0 } all ? all : null,
        };
    }

    /// <summary>True for places along a dim of at most that size: what argmax or argsort found, or a part of it.</summary>
    private bool IsPlace(IOperation index, long size, int depth)
    {
        var value = index.WithoutConversions();
        if (depth == 0) return false;
        if (value is ILocalReferenceOperation)
            return VariableUses.Of(value) is { Writes: { Length: 1 } writes, IsCaptured: false } && writes[0].Value is { } written
                && IsPlace(written, size, depth - 1);
        return OperatorCalls.From(value, _torch.Symbols) switch
        {
            { Operator: "argmax" or "argmin" or "argsort", InPlace: false } found =>
                found.Arguments["dim"] is not null && found.Arguments.Integer("dim") is { } dim
                && _torch.ShapeOf(found.Input)[dim]?.Constant is { } places && places <= size,
            { Operator: "narrow" or "select" or "slice" or "unsqueeze" or "squeeze" or "view" or "reshape" or "flatten" or "expand"
                or "transpose" or "contiguous" or "clone", InPlace: false, Input: var inner } => IsPlace(inner, size, depth - 1),
            _ => false,
        };
    }

    private string Compared(string x, long count, string places)
    {
        var index = CSharpText.AsReceiver(_call.Arguments.Syntax("index")!.Expression);
        var type = KeepsType ? "" : $", {x}.dtype";
        return count == 1
            ? $"{x}.masked_fill({index}.ne({places}), 0).sum({At(0)}, true{type})"
            : $"{x}.unsqueeze({At(0)}).masked_fill({index}.unsqueeze({At(1)}).ne({places}), 0)"
                + $".sum({At(1)}{(KeepsType ? "" : ", false" + type)})";
    }

    /// <summary>All places along the dim, with a dim of size 1 for each that follows.</summary>
    private string Places(string x, long size)
    {
        var following = string.Concat(Enumerable.Repeat(", 1", (Rank ?? 0) - 1 - (int)_dim));
        return $"{_torch.StyleAt(_call.Syntax).Torch("arange")}({CSharpText.Of(size)}, device: {x}.device)"
            + (following == "" ? "" : $".view({CSharpText.Of(size)}{following})");
    }

    /// <summary>True where a sum has the dtype of what is added up.</summary>
    private bool KeepsType => _torch.ElementTypeOf(_call.Input) is var type && (type.IsFloating() || type is ElementType.Int64);

    private string At(int more) => CSharpText.Of(_dim + more);

    private static bool AreSame(Dim? one, Dim? other) => one is not null && one.Equals(other);

    /// <summary>What is expanded, or the tensor itself.</summary>
    private IOperation Unexpanded(IOperation tensor)
    {
        while (OperatorCalls.From(tensor, _torch.Symbols) is { Operator: "expand" or "expand_as" or "broadcast_to", Input: var inner }
            && _torch.Symbols.IsTensor(inner.Type))
            tensor = inner;
        return tensor;
    }
}
