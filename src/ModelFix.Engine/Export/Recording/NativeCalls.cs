namespace ModelFix.Engine.Export.Recording;

/// <summary>
/// What the rewritten TorchSharp calls around each function of its native library. Public because the rewritten assembly refers to it.
/// </summary>
public static class NativeCalls
{
    /// <summary>Who listens: null outside of the process that records a model.</summary>
    internal static Recorder? Recorder { get; set; }

    /// <summary>Before a call.</summary>
    /// <param name="signature">Which of the rewritten functions.</param>
    /// <param name="arguments">Its arguments; null for those that only give something back.</param>
    /// <returns>What <see cref="Exit"/> is to be given.</returns>
    public static object? Enter(int signature, object?[] arguments) => Recorder?.Enter(signature, arguments);

    /// <summary>In place of a delegate by which the native library asks for memory, one that remembers where that is.</summary>
    public static Delegate? Watched(object? call, Delegate? allocator) =>
        call is PendingCall pending ? pending.Watched(allocator) : allocator;

    /// <summary>Where the forward of a module begins, or a module is called.</summary>
    public static void EnterModule(object module) => Recorder?.Scopes.Enter(module);

    /// <summary>Where it ends.</summary>
    public static void LeaveModule(object module) => Recorder?.Scopes.Leave(module);

    /// <summary>After a call.</summary>
    /// <param name="call">What <see cref="Enter"/> gave.</param>
    /// <param name="result">What it returned.</param>
    /// <param name="given">What it gave back by reference.</param>
    public static void Exit(object? call, object? result, object?[]? given)
    {
        if (call is PendingCall pending) Recorder?.Exit(pending, result, given);
    }
}
