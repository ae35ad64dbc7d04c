using Microsoft.CodeAnalysis;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Evidence.Tests;

/// <summary>The modules of a case, made, filled and run.</summary>
internal static class CaseModules
{
    /// <summary>Both modules in the same mode with the same weights.</summary>
    public static (torch.nn.Module Before, torch.nn.Module After) Of(RewriteCase rewrite, RuleRun run)
    {
        var meant = rewrite.Meant == rewrite.Source ? run.Before : TestCompilation.Create(rewrite.Meant);
        var (before, after) = (Create(meant, rewrite.Trains), Create(run.After, rewrite.Trains));
        Fill(before);
        after.load_state_dict(before.state_dict());
        return (before, after);
    }

    /// <summary>What forward gives for copies in the same layout, since some forms write into their inputs.</summary>
    public static torch.Tensor Output(torch.nn.Module module, torch.Tensor[] inputs)
    {
        using var _ = torch.no_grad();
        torch.manual_seed(1);
        return (torch.Tensor)Execution.Call(module, "forward", [.. inputs.Select(i => i.clone())])!;
    }

    private static torch.nn.Module Create(Compilation compilation, bool isTraining)
    {
        var module = (torch.nn.Module)Execution.Create(compilation, "Net");
        module.train(isTraining);
        return module;
    }

    private static void Fill(torch.nn.Module module)
    {
        using var _ = torch.no_grad();
        var numbers = new CaseInputs("ordinary", "weights", indices: null);
        foreach (var (key, weight) in module.state_dict().Where(e => e.Value.is_floating_point()))
        {
            var drawn = numbers.Next("float32", weight.shape);
            weight.copy_(key.EndsWith("running_var", StringComparison.Ordinal) ? drawn.abs() + 0.4 : drawn);
        }
    }
}
