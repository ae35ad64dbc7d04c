using Microsoft.CodeAnalysis;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>Where one interpretation of a method stands, and what it has found.</summary>
/// <param name="scope">What all interpretations share.</param>
/// <param name="body">The method, accessor or initialiser.</param>
/// <param name="enclosing">Makes the ids of a called method differ from call to call; the root for the method itself.</param>
/// <param name="depth">How many calls deep this is.</param>
/// <param name="instance">The object whose method runs.</param>
/// <param name="isConstruction">True for a constructor or an initialiser; it sees fields only as far as it wrote them itself.</param>
internal sealed class State(FlowScope scope, SyntaxNode body, ValueId enclosing, int depth, ModuleInstance instance, bool isConstruction)
{
    public FlowScope Scope { get; } = scope;
    public SyntaxNode Body { get; } = body;
    public ValueId Enclosing { get; } = enclosing;
    public int Depth { get; } = depth;
    public ModuleInstance Instance { get; } = instance;
    public bool IsConstruction { get; } = isConstruction;

    public MethodFacts Facts { get; } = new();

    /// <summary>What is known where control is.</summary>
    public Flow Flow { get; set; } = new();

    /// <summary>Variables whose value may change without an assignment that is seen.</summary>
    public HashSet<ISymbol> Untracked { get; } = new(scope.Code.WrittenByClosuresIn(body), SymbolEqualityComparer.Default);

    /// <summary>What each expression is now.</summary>
    public Dictionary<SyntaxNode, Value> Now { get; } = new();

    /// <summary>What was known at each return.</summary>
    public List<Flow> Returns { get; } = new();

    /// <summary>What was known at each jump to a label.</summary>
    public Dictionary<ILabelSymbol, List<Flow>> Jumps { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>All that the body writes.</summary>
    public HashSet<ISymbol> Reassigned { get; set; } = new(SymbolEqualityComparer.Default);

    /// <summary>Locals whose lists nobody else sees.</summary>
    public HashSet<ISymbol> UnsharedLists { get; set; } = new(SymbolEqualityComparer.Default);

    /// <summary>The method, or the lambda or local function in it, that is being interpreted: what its parameters belong to.</summary>
    public ValueId Function { get; set; } = enclosing;

    /// <summary>The expression or parameter that a tensor comes from.</summary>
    public Dictionary<ValueId, SyntaxNode> Origins { get; } = new();

    /// <summary>The innermost expression that is being evaluated.</summary>
    public IOperation? At { get; set; }

    /// <summary>True where control gets here whenever the method runs, unless the method throws before.</summary>
    public bool IsCertain { get; set; } = true;

    /// <summary>
    /// True while a lambda is computed for one element: what its expressions are for other elements is not to be said of them.
    /// </summary>
    public bool IsSilent { get; set; }

    /// <summary>The expressions that the unrolled loop around this point has met; null outside of such a loop.</summary>
    public HashSet<SyntaxNode>? Unrolled { get; set; }

    /// <summary>How many objects were made, which tells those from each other that one expression makes.</summary>
    public int Made { get; set; }
}
