using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Operators;
using ModelFix.Testing;

namespace ModelFix.Core.Tests.Operators;

/// <summary>
/// Calls that throw on TorchSharp for all sizes, and what is said of them. That nothing is said of a call that runs is asserted of every
/// expression of <see cref="TransferPropertyTests"/>. The tables are RefusedOperators.txt and RefusedLayers.txt.
/// </summary>
public sealed class PreconditionTests
{
    private static readonly Lazy<(IReadOnlyList<Refused> Lines, ShapeProgram Program)> Operations = new(() =>
        Read("RefusedOperators.txt", ShapeProgram.OfOperators));

    private static readonly Lazy<(IReadOnlyList<Refused> Lines, ShapeProgram Program)> LayerCalls = new(() =>
        Read("RefusedLayers.txt", ShapeProgram.OfLayers));

    [Fact]
    public void Operators_ThatThrow_AreRefusedWithTheReason() => AssertRefused(Operations.Value);

    [Fact]
    public void Layers_ThatThrow_AreRefusedWithTheReason() => AssertRefused(LayerCalls.Value);

    [Fact]
    public void EachDemandOfAnOperator_IsAsked() =>
        Assert.Empty(
            OperatorCatalog.Rows
                .Where(r => r.Demand is not null)
                .Select(r => r.Name)
                .Except(Operations.Value.Lines.Select(l => l.Expression.Subject))
                .Order());

    private static void AssertRefused((IReadOnlyList<Refused> Lines, ShapeProgram Program) asked)
    {
        var wrong = new List<string>();
        for (var i = 0; i < asked.Lines.Count; i++)
        {
            var (expression, reason) = asked.Lines[i];
            if (Enumerable
                .Range(0, ShapeProgram.Draws)
                .Any(d => !asked.Program.Sizes(i, d).Values.Contains(0) && asked.Program.Run(i, d) is not null))
                wrong.Add($"{expression} runs");
            var said = asked.Program.Torch.ConflictAround(asked.Program.Symbolic(i).Syntax)?.Reason;
            if (said != reason) wrong.Add($"{expression}: {said ?? "nothing is said"}\n  expected {reason}");
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static (IReadOnlyList<Refused> Lines, ShapeProgram Program) Read(
        string file,
        Func<IReadOnlyList<ShapeExpression>, ShapeProgram> program)
    {
        var lines = File.ReadLines(Path.Combine(Repository.Root, "tests/ModelFix.Core.Tests/Operators", file))
            .Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Split(" | "))
            .SelectMany(parts => parts[0].Split(' ').Select(subject => new Refused(
                new ShapeExpression(
                    subject,
                    parts[1].Split("; ").Select(i => char.IsLetter(i[0]) ? i : "float32" + i).ToList(),
                    Regex.Replace(parts[2], @"\bOP\b|\bOP(?=_)", subject)),
                parts[3].Replace("OP", subject))))
            .ToList();
        return (lines, program(lines.ConvertAll(l => l.Expression)));
    }

    private sealed record Refused(ShapeExpression Expression, string Reason);
}
