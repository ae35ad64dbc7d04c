namespace TorchSharp;

public static partial class torch
{
    [ThreadStatic]
    private static bool t_gradientsDisabled;

    [ThreadStatic]
    private static bool t_inferenceMode;

    public static IDisposable no_grad() => set_grad_enabled(false);

    public static IDisposable enable_grad(bool enabled = true) => set_grad_enabled(enabled);

    public static IDisposable set_grad_enabled(bool mode = true)
    {
        var before = t_gradientsDisabled;
        t_gradientsDisabled = !mode;
        return new Restoration(() => t_gradientsDisabled = before);
    }

    /// <summary>What the enclosing no_grad or enable_grad says; no gradient is computed either way.</summary>
    public static bool is_grad_enabled() => !t_gradientsDisabled;

    public static IDisposable inference_mode(bool mode = true)
    {
        var before = t_inferenceMode;
        t_inferenceMode = mode;
        return new Restoration(() => t_inferenceMode = before);
    }

    public static bool is_inference_mode_enabled() => t_inferenceMode;

    private sealed class Restoration(Action restore) : IDisposable
    {
        public void Dispose() => restore();
    }
}
