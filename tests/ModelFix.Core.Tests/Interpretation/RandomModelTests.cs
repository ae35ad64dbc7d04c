using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using ModelFix.Core.Interpretation;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Values;
using ModelFix.Testing;
using Xunit.Abstractions;

namespace ModelFix.Core.Tests.Interpretation;

/// <summary>
/// Random models: whatever is inferred of an expression is so each time that it runs, whatever the sizes, and a model that is said to throw
/// does. MODELFIX_RANDOM_MODELS=first-last asks for other models than the usual ones.
/// </summary>
public sealed class RandomModelTests(ITestOutputHelper output)
{
    /// <summary>Random code makes tensors of any size.</summary>
    private const int MostElements = 2000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_inferred_of_a_random_model_is_so(bool isContracted)
    {
        var range = (Environment.GetEnvironmentVariable("MODELFIX_RANDOM_MODELS") ?? "0-119").Split('-').Select(int.Parse).ToList();
        var seeds = Enumerable.Range(range[0], range[1] - range[0] + 1).ToList();
        var compilation = TestCompilation
            .Create(RandomModel.Usings + string.Concat(seeds.Select(s => RandomModel.Source(s, isContracted))))
            .WithoutNullableAnalysis();
        var errors = compilation
            .GetDiagnostics()
            .Where(d => d.Severity == DiagnosticSeverity.Error)
            .Select(d => d + "\n" + Line(d.Location))
            .ToList();
        Assert.True(errors.Count == 0, string.Join("\n", errors.Take(20)));
        var analysed = TorchCompilation.Create(compilation, ModelSettings.Default)!;
        var recording = new Recording(compilation, analysed);
        var assembly = Execution.Load(recording.Instrumented);
        var wrong = new List<string>();
        var (compared, said, returned) = (0, 0, 0);
        foreach (var seed in seeds)
        {
                var conflict = Conflict(compilation, analysed, seed);
                for (var run = 0; run < RandomTrial.Runs; run++)
            {
                var trial = RandomTrial.Of(seed, run);
                var model = trial.Create(assembly);
                recording.Forget(model);
                recording.Limit(MostElements, model);
                // What the layers and operators demand is known from the first line on, for runs that return.
                if (trial.Run(model) is null) continue;
                returned++;
                if (conflict is not null)
                    wrong.Add($"M{seed} returns with {trial}: {conflict.Reason} at {Line(conflict.Node.GetLocation())}");
                var seen = recording.Seen(model).ToList();
                compared += seen.Count;
                said += seen.Count(s => analysed.ShapeOf(s.Expression).Rank is not null);
                if (Contradiction(seen, analysed, trial) is { } contradiction) wrong.Add($"M{seed} with {trial}: {contradiction}");
            }
        }

        output.WriteLine(
            $"{compared} tensors seen in {seeds.Count * RandomTrial.Runs} runs, {returned} of which returned; "
                + $"of {said} the rank is inferred");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Take(20)));
        Assert.True(said > compared / 10 && returned > seeds.Count * RandomTrial.Runs / 20);
    }

    private static ShapeConflict? Conflict(
        Compilation compilation,
        TorchCompilation analysed,
        int seed) => analysed.ConflictAround(compilation.SyntaxTrees.Single().GetRoot()
        .DescendantNodes().OfType<ClassDeclarationSyntax>().Single(c => c.Identifier.Text == $"M{seed}").Members
            .OfType<MethodDeclarationSyntax>()
            .Single(m => m.Identifier.Text == "forward"));

    /// <summary>What is inferred of one of the tensors of a run and is not so; null where there is none.</summary>
    private static string? Contradiction(List<(IOperation Expression, long[] Shape)> seen, TorchCompilation analysed, RandomTrial trial)
    {
        var named = new Dictionary<Dim, (long Size, Func<string> Where)>();
        var times = seen.CountBy(s => s.Expression.Syntax).ToDictionary(c => c.Key, c => c.Value);
        foreach (var (expression, shape) in seen)
        {
            var inferred = analysed.ShapeOf(expression);
            // Built for a contradiction alone: there are many tensors, and the texts are long.
            string Where() =>
                $"{expression.Syntax} is [{string.Join(", ", shape)}], inferred is {inferred} at {Line(expression.Syntax.GetLocation())}";
            if (inferred.Rank is { } rank && rank != shape.Length || inferred.MinRank > shape.Length) return Where();
            var local = new Dictionary<Dim, long>();
            foreach (var (dim, size) in Said(inferred, shape))
            {
                if (dim.Constant is { } constant ? constant != size : Value(dim, trial) is { } value && value != size) return Where();
                if (local.TryGetValue(dim, out var same) && same != size)
                    return Where() + ", where equal names have different sizes";
                local[dim] = size;
                // What runs more than once names other values alike.
                if (times[expression.Syntax] > 1 || !IsPlain(expression)) continue;
                if (named.TryGetValue(dim, out var earlier) && earlier.Size != size) return $"{Where()}, but {earlier.Where()}";
                named[dim] = (size, Where);
            }
        }

        return null;
    }

    private static IEnumerable<(Dim Dim, long Size)> Said(TensorShape inferred, long[] shape) => Enumerable.Range(0, shape.Length)
        .SelectMany(i => new[] { inferred[i], inferred[i - shape.Length] }.OfType<Dim>().Select(d => (d, shape[i])));

    /// <summary>True for an expression of forward itself that is in no loop and no function of its own.</summary>
    private static bool IsPlain(IOperation expression) => !expression.Syntax.Ancestors()
        .TakeWhile(n => n is not MethodDeclarationSyntax)
        .Any(n =>
            n is LocalFunctionStatementSyntax
                or LambdaExpressionSyntax
                or ForStatementSyntax
                or CommonForEachStatementSyntax
                or WhileStatementSyntax
                or DoStatementSyntax)
        && expression.Syntax.FirstAncestorOrSelf<MethodDeclarationSyntax>()!.Identifier.Text == "forward"
        && expression.Syntax.FirstAncestorOrSelf<ClassDeclarationSyntax>()!.Identifier.Text[0] == 'M';

    private static string Line(Location location)
    {
        var at = location.GetLineSpan().StartLinePosition.Line;
        return FormattableString.Invariant($"{at + 1}: {location.SourceTree!.GetText().Lines[at].ToString().Trim()}");
    }

    private static long? Value(
        Dim dim,
        RandomTrial trial) => dim.Evaluate(name => trial.Sizes.TryGetValue(name, out var size) ? size : null);
}
