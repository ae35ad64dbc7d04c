using Microsoft.CodeAnalysis;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>What interpreting a method left behind.</summary>
internal sealed class MethodFacts
{
    public Dictionary<SyntaxNode, Value> Values { get; } = new();

    /// <summary>What the method's parameters hold at its start, by what is stated or demanded of them.</summary>
    public Dictionary<IParameterSymbol, Value> Parameters { get; } = new(SymbolEqualityComparer.Default);

    public Dictionary<ILocalSymbol, (Dim Lower, Dim Upper)> Bounds { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>How many steps the interpretation took.</summary>
    public int Steps { get; set; }

    /// <summary>True where the interpretation was given up, and nothing of it was kept.</summary>
    public bool IsBeyondBudget { get; set; }

    /// <summary>What the interpretation threw; nothing of it was kept then.</summary>
    public Exception? Defect { get; set; }

    /// <summary>Why the method throws whenever it runs; null where that is not proven.</summary>
    public ShapeConflict? Conflict { get; set; }

    /// <summary>What was taken for granted of the method's inputs, as sentences: "x has 4 dims".</summary>
    public SortedSet<string> TakenForGranted { get; } = new(StringComparer.Ordinal);

    /// <summary>What the method returns, joined over its returns; null where it never returns.</summary>
    public Value? Result { get; set; }
}
