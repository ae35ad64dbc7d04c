using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Interpretation;

/// <summary>Calls that are certain to be made and certain to throw.</summary>
internal sealed class Conflicts(Interpreter interpreter) : Room(interpreter)
{
    /// <summary>
    /// What follows may run or not, until the scope ends. After it control is where it was before, unless it may have left by return, break
    /// or continue.
    /// </summary>
    public Certainty Doubted()
    {
        var certainty = KeepCertainty();
        State.IsCertain = false;
        return certainty;
    }

    /// <summary>
    /// At the end of the scope control is where it is now, unless it may have left; a break that ends in the scope does not leave it.
    /// </summary>
    public Certainty Kept() => new(this);

    private int Leaves => State.Returns.Count + State.Jumps.Values.Sum(f => f.Count);

    /// <summary>Keeps the first reason for which the method is certain to throw, and is true where it is this one.</summary>
    public bool Report(Func<Mismatch?> mismatch, Layer? layer = null)
    {
        if (!CanRefuse || mismatch() is not { } found) return false;
        var origins = found.Tensors
            .Select(t => State.Origins.TryGetValue(t.Id, out var node) ? new ShapeOrigin(t.Shape.Display, node) : null)
            .Append(layer is null ? null : new ShapeOrigin(layer.Kind, layer.Construction.Syntax))
            .OfType<ShapeOrigin>();
        return Refuse(new ShapeConflict(State.At!.Syntax, found.Reason, origins.ToImmutableArray()));
    }

    /// <summary>A called method is certain to throw, so its caller is.</summary>
    public bool Report(ShapeConflict conflict)
    {
        if (!CanRefuse) return false;
        Facts.Conflict = conflict with { Node = State.At!.Syntax };
        State.IsCertain = false;
        return true;
    }

    private bool CanRefuse => State.IsCertain && !State.IsSilent && !State.IsConstruction && State.At is not null && Facts.Conflict is null;

    /// <summary>Restores at its end whether control is certain to get there.</summary>
    internal readonly struct Certainty : IDisposable
    {
        private readonly Conflicts _conflicts;
        private readonly bool _isCertain;
        private readonly int _leaves;

        public Certainty(Conflicts conflicts) =>
            (_conflicts, _isCertain, _leaves) = (conflicts, conflicts.State.IsCertain, conflicts.Leaves);

        public void Dispose() =>
            _conflicts.State.IsCertain = _isCertain && _conflicts.Leaves == _leaves && _conflicts.Facts.Conflict is null;
    }
}
