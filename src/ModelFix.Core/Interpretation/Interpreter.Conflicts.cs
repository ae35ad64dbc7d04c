using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Interpretation;

/// <summary>Calls that are certain to be made and certain to throw.</summary>
internal sealed partial class Interpreter
{
    private readonly Dictionary<string, SyntaxNode> _origins = new(StringComparer.Ordinal);

    /// <summary>The innermost expression that is being evaluated.</summary>
    private IOperation? _at;

    /// <summary>True where control gets here whenever the method runs, unless the method throws before.</summary>
    private bool _isCertain = true;

    /// <summary>What follows may run or not, until the scope ends. After it control is where it was before, unless it may have left by return, break or continue.</summary>
    private Certainty Perhaps()
    {
        var certainty = KeepCertainty();
        _isCertain = false;
        return certainty;
    }

    /// <summary>At the end of the scope control is where it is now, unless it may have left; a break that ends in the scope does not leave it.</summary>
    private Certainty KeepCertainty() => new(this);

    private int Leaves => _returns.Count + _jumps.Values.Sum(f => f.Count);

    /// <summary>Keeps the first reason for which the method is certain to throw, and is true where it is this one.</summary>
    private bool Refuse(Func<Mismatch?> mismatch, Layer? layer = null)
    {
        if (!CanRefuse || mismatch() is not { } found) return false;
        var origins = found.Tensors
            .Select(t => _origins.TryGetValue(t.Name, out var node) ? new ShapeOrigin(t.Shape.Display, node) : null)
            .Append(layer is null ? null : new ShapeOrigin(layer.Kind, layer.Construction.Syntax))
            .OfType<ShapeOrigin>();
        return Refuse(new ShapeConflict(_at!.Syntax, found.Reason, origins.ToImmutableArray()));
    }

    /// <summary>A called method is certain to throw, so its caller is.</summary>
    private bool Refuse(ShapeConflict conflict)
    {
        if (!CanRefuse) return false;
        Facts.Conflict = conflict with { Node = _at!.Syntax };
        _isCertain = false;
        return true;
    }

    private bool CanRefuse => _isCertain && !_isSilent && !_isConstruction && _at is not null && Facts.Conflict is null;

    private readonly struct Certainty : IDisposable
    {
        private readonly Interpreter _interpreter;
        private readonly bool _isCertain;
        private readonly int _leaves;

        public Certainty(Interpreter interpreter) => (_interpreter, _isCertain, _leaves) = (interpreter, interpreter._isCertain, interpreter.Leaves);

        public void Dispose() => _interpreter._isCertain = _isCertain && _interpreter.Leaves == _leaves && _interpreter.Facts.Conflict is null;
    }
}
