namespace TorchSharp;

/// <summary>Knows the dispose scopes of the running thread.</summary>
public class DisposeScopeManager
{
    [ThreadStatic]
    private static Stack<DisposeScope>? t_scopes;

    internal static DisposeScope? Current => t_scopes is { Count: > 0 } scopes ? scopes.Peek() : null;

    internal static DisposeScope Open()
    {
        var scope = new DisposeScope(Current);
        (t_scopes ??= new()).Push(scope);
        return scope;
    }

    internal static void Close(DisposeScope scope)
    {
        while (t_scopes is { Count: > 0 } scopes && scopes.Contains(scope) && scopes.Pop() != scope)
        {
        }
    }

    internal static void Register(torch.Tensor tensor)
    {
        if (Current is not { } scope) return;
        scope.Attach(tensor);
    }

    internal static void Unregister(torch.Tensor tensor) => tensor.OwningScope?.MarkAsDisposed(tensor);
}
