namespace ModelFix.Core.Interpretation;

/// <summary>
/// What interpreting one method may cost, with all that it calls and constructs. Calls are followed and loops are repeated, so code of a
/// few lines may ask for any number of steps; where that is more than this, nothing is known of the whole method.
/// </summary>
/// <remarks>
/// Counts depend on the source alone, so the answers do too: neither time nor the size of the stack is asked. Belongs to one interpretation
/// and is not shared between threads.
/// </remarks>
internal sealed class StepBudget
{
    /// <summary>
    /// Measured: 10,000 statements <c>x = x.relu();</c> take 40,003 steps, 10,000 ifs in a row 110,003; 60 loops in each other and 10,000
    /// locals more than this.
    /// </summary>
    public const int MaxSteps = 400_000;

    /// <summary>
    /// Statements and expressions within each other, through calls too: the tests nest deeper on a stack of 1 MB, which a thread in the IDE
    /// has.
    /// </summary>
    public const int MaxNesting = 500;

    private int _nesting;

    /// <summary>Statements and expressions that were interpreted, those that handle many values at once counted more than once.</summary>
    public int Steps { get; private set; }

    /// <summary>
    /// True where the code asked for too much: what was found until then is worth nothing, since loops were left before they settled.
    /// </summary>
    public bool IsSpent { get; private set; }

    /// <summary>
    /// Begins a statement or expression; false where it is not to be interpreted. One that was begun is ended by <see cref="Leave"/>.
    /// </summary>
    /// <param name="cost">How many steps it counts.</param>
    public bool TryEnter(int cost)
    {
        if (IsSpent) return false;
        Steps += cost;
        IsSpent = Steps > MaxSteps || _nesting == MaxNesting;
        if (IsSpent) return false;
        _nesting++;
        return true;
    }

    public void Leave() => _nesting--;
}
