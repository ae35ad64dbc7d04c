using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Tracing;

/// <summary>What is done with a number that is read from a tensor.</summary>
/// <param name="Frozen">What of it a trace keeps.</param>
/// <param name="Instead">What to do.</param>
internal sealed record ValueUse(string Frozen, string Instead)
{
    private static readonly ImmutableHashSet<string> Printers = ImmutableHashSet.Create("Console", "Debug", "Trace");

    /// <summary>The branch that is chosen by it, or null.</summary>
    public IConditionalOperation? Branch { get; private init; }

    /// <summary>True where no output depends on it.</summary>
    public bool IsHarmless { get; private init; }

    public static ValueUse Of(IOperation read)
    {
        if (read.AncestorsAndSelf().Any(IsPrinting)) return new ValueUse("", "") { IsHarmless = true };
        for (var o = read; o.Parent is { } parent; o = parent)
        {
            switch (parent)
            {
                case IConditionalOperation conditional when conditional.Condition == o:
                    return new ValueUse(
                        "the branch that the example takes is exported for every input",
                        "compute both and choose with where(condition, a, b), or make it a setting of the model")
                    {
                        Branch = conditional,
                        IsHarmless = conditional.WhenFalse is null && OnlyThrows(conditional.WhenTrue),
                    };
                case IWhileLoopOperation or IForLoopOperation when !IsBody(parent, o):
                    return new ValueUse(
                        "the loop is exported with as many rounds as the example takes",
                        "run a fixed number of rounds and choose with where what each one keeps");
                case ISwitchOperation or ISwitchExpressionOperation when !IsArm(o):
                    return new ValueUse(
                        "the case that the example takes is exported for every input",
                        "compute all and choose with where(condition, a, b), or make it a setting of the model");
                case IBlockOperation or IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return Number();
            }
        }

        return Number();
    }

    private static ValueUse Number() => new(
        "the number of the example stays in the exported model",
        "compute with the tensor itself, which operators take where they take numbers");

    /// <summary>Where the code stands that a loop repeats.</summary>
    private static bool IsBody(IOperation loop, IOperation part) => loop is ILoopOperation { Body: var body } && body == part;

    private static bool IsArm(IOperation part) => part is ISwitchCaseOperation or ISwitchExpressionArmOperation;

    private static bool IsPrinting(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.ContainingType: { ContainingNamespace: var home } type }
        && Printers.Contains(type.Name)
        && home.ToDisplayString() is "System" or "System.Diagnostics";

    /// <summary>True for a statement, or an arm of a choice, that an example cannot take.</summary>
    public static bool OnlyThrows(IOperation statement) => statement.WithoutConversions() switch
    {
        IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IBlockOperation block => block.Operations.LastOrDefault() is { } last && OnlyThrows(last),
        _ => false,
    };
}
