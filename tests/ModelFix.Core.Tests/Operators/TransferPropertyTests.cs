using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Tests.Operators;

/// <summary>
/// What the table of operators says of shapes and dtypes is what TorchSharp computes, with the sizes as numbers and as symbols that then
/// get those numbers. What is asked stands in OperatorExpressions.txt, for layers in LayerExpressions.txt; the operators of which nothing
/// is said, with the reason, in OperatorsWithoutRow.txt.
/// </summary>
public sealed class TransferPropertyTests
{
    /// <summary>Operators whose shape depends on elements, and others of which the source alone says too little.</summary>
    private static readonly ImmutableHashSet<string> NeverComplete = ImmutableHashSet.Create(
        "masked_select", // as many as there are true elements
        "nonzero", "argwhere", // as many as there are elements other than zero
        "unique", // as many as there are distinct elements
        "one_hot"); // without a number of classes, as many as the greatest element says

    /// <summary>What no run can show, because TorchSharp 0.107.0 itself fails in every call.</summary>
    private static readonly ImmutableHashSet<string> CannotRun = ImmutableHashSet.Create(
        "cuda", // there is none here
        "adaptive_max_pool3d", "adaptive_max_pool3d_with_indices", "AdaptiveMaxPool3d", // the kernel for 1-d input is called
        "nanmean", // the dim is passed where a pointer to dims is read, which may end the process
        "upsample_nearest"); // align_corners is passed, which nearest does not take

    /// <summary>Modules that are containers, which the interpreter knows in other ways.</summary>
    private static readonly ImmutableHashSet<string> Containers = ImmutableHashSet.Create(
        "Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict");

    private static readonly Lazy<Findings> Operations = new(() =>
    {
        var expressions = ShapeExpression.Read("OperatorExpressions.txt", "OP");
        return Findings.Of(expressions, ShapeProgram.OfOperators(expressions));
    });

    private static readonly Lazy<Findings> LayerCalls = new(() =>
    {
        var expressions = ShapeExpression.Read("LayerExpressions.txt", "KIND");
        return Findings.Of(expressions, ShapeProgram.OfLayers(expressions));
    });

    [Fact]
    public void Operators_HaveTheShapesAndTypesThatAreInferred() => AssertNone(Operations.Value.Contradictions);

    [Fact]
    public void Layers_HaveTheShapesAndTypesThatAreInferred() => AssertNone(LayerCalls.Value.Contradictions);

    [Fact]
    public void EachExpression_RunsForSomeSizes()
    {
        AssertNone(Operations.Value.NeverRan);
        AssertNone(LayerCalls.Value.NeverRan);
    }

    [Fact]
    public void EachExpression_CallsTheOperatorThatItIsListedFor() => AssertNone(Operations.Value.Expressions
        .Where((e, i) =>
            OperatorCalls.From(
                Called(Operations.Value.Program.Symbolic(i)), Operations.Value.Program.Torch.Symbols)?.Operator != e.Subject));

    [Fact]
    public void EachRowOfTheTable_IsAsked() =>
        AssertNone(Followed.Except(Operations.Value.Expressions.Select(e => e.Subject)).Except(CannotRun).Order());

    [Fact]
    public void EachRowOfTheTable_KnowsAWholeShape_WhereTheInputsAreNumbers() =>
        AssertNone(Followed.Except(Operations.Value.CompleteOfNumbers).Except(NeverComplete).Except(CannotRun).Order());

    [Fact]
    public void EachRowOfTheTable_KnowsAWholeShape_WhereTheInputsAreSymbols() =>
        AssertNone(Followed.Except(Operations.Value.CompleteOfSymbols).Except(NeverComplete).Except(CannotRun).Order());

    [Fact]
    public void EachOperatorOfTorchSharp_HasARow_OrIsListedWithoutOne()
    {
        var all = OperatorsThatGiveTensors().ToImmutableHashSet();
        var without = File
            .ReadLines(Path.Combine(Testing.Repository.Root, "tests/ModelFix.Core.Tests/Operators/OperatorsWithoutRow.txt"))
            .Where(l => l.Length > 0 && l[0] != '#')
            .SelectMany(l => l.Split(" | ")[1].Split(' '))
            .ToList();
        AssertNone(all.Except(Followed).Except(without).Order(StringComparer.Ordinal));
        AssertNone(without.Where(n => !all.Contains(n) || Followed.Contains(n)));
    }

    /// <summary>The operators whose shapes are followed.</summary>
    private static IEnumerable<string> Followed => OperatorCatalog.Rows.Where(r => r.Result is not null).Select(r => r.Name);

    private static IEnumerable<string> OperatorsThatGiveTensors()
    {
        var symbols = Operations.Value.Program.Torch.Symbols;
        return new[] { symbols.Tensor, symbols.Torch, symbols.Functional!, symbols.Linalg! }
            .SelectMany(t => t.GetMembers().OfType<IMethodSymbol>())
            .Where(m =>
                m is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public } && HoldsTensor(m.ReturnType, symbols))
            .Select(m => m.Name.TrimEnd('_'))
            .Distinct();
    }

    private static bool HoldsTensor(ITypeSymbol type, TorchSymbols symbols) => symbols.IsTensor(type)
        || type is IArrayTypeSymbol array && HoldsTensor(array.ElementType, symbols)
        || type is INamedTypeSymbol named && named.TypeArguments.Any(a => HoldsTensor(a, symbols));

    [Fact]
    public void EachLayer_IsAsked_OrHasNoRow() =>
        AssertNone(
            Kinds()
                .Except(LayerCalls.Value.Expressions.Select(e => e.Subject))
                .Except(CannotRun)
                .Except(Containers)
                .Where(k => !IsLoss(k))
                .Order());

    [Fact]
    public void EachLayerThatIsAsked_KnowsAWholeShape()
    {
        var asked = LayerCalls.Value.Expressions.Select(e => e.Asked).Except(CannotRun).ToList();
        AssertNone(asked.Except(LayerCalls.Value.CompleteOfNumbers));
        AssertNone(asked.Except(LayerCalls.Value.CompleteOfSymbols));
    }

    /// <summary>A loss is part of training, and not exported.</summary>
    private static bool IsLoss(string kind) => kind.EndsWith("Loss", StringComparison.Ordinal);

    /// <summary>The kinds of layers that torch.nn makes.</summary>
    private static IEnumerable<string> Kinds()
    {
        var symbols = LayerCalls.Value.Program.Torch.Symbols;
        return symbols.Nn!.GetMembers().OfType<IMethodSymbol>()
            .Where(m => m.IsStatic && m.ReturnType is INamedTypeSymbol type && symbols.IsModule(type))
            .Select(m => m.ReturnType.Name)
            .Distinct();
    }

    private static void AssertNone<T>(IEnumerable<T> wrong)
    {
        var list = wrong.ToList();
        Assert.True(list.Count == 0, string.Join("\n", list));
    }

    private static IOperation Called(IOperation operation) => operation is IConversionOperation conversion ? conversion.Operand : operation;

    /// <summary>What asking and running all expressions of a table showed.</summary>
    private sealed record Findings(IReadOnlyList<ShapeExpression> Expressions, ShapeProgram Program)
    {
        public List<string> Contradictions { get; } = [];

        public List<string> NeverRan { get; } = [];

        public HashSet<string> CompleteOfNumbers { get; } = [];

        public HashSet<string> CompleteOfSymbols { get; } = [];

        public static Findings Of(IReadOnlyList<ShapeExpression> expressions, ShapeProgram program)
        {
            var findings = new Findings(expressions, program);
            for (var i = 0; i < expressions.Count; i++) findings.Ask(i);
            return findings;
        }

        private void Ask(int at)
        {
            var (symbolic, open) = (Program.Torch.ValueOf(Program.Symbolic(at)), Program.Torch.ValueOf(Program.Open(at)));
            var ran = false;
            for (var draw = 0; draw < ShapeProgram.Draws; draw++)
            {
                if (Program.Run(at, draw) is not { } real) continue;
                ran = true;
                var sizes = Program.Sizes(at, draw);
                var numbers = Program.Torch.ValueOf(Program.Constant(at, draw));
                foreach (var (kind, value) in new[] { ("numbers", numbers), ("symbols", symbolic), ("an open rank", open) })
                    if (ShapeClaim.Contradiction(value, real, sizes) is { } wrong)
                        Contradictions.Add(
                            $"{Expressions[at]} with {kind}: {wrong} of {string.Join("; ", real)} at "
                                + $"{string.Join(", ", sizes.Select(s => $"{s.Key}={s.Value}").Order())}");
                foreach (var (kind, expression) in new[] { ("numbers", Program.Constant(at, draw)),
                    ("symbols", Program.Symbolic(at)),
                    ("an open rank", Program.Open(at)) })
                    if (Program.Torch.ConflictAround(expression.Syntax) is { } conflict && !sizes.Values.Contains(0))
                        Contradictions.Add(
                            $"{Expressions[at]} with {kind} runs at {string.Join(", ", sizes.Select(s => $"{s.Key}={s.Value}").Order())}: "
                                + $"{conflict.Reason}");
                if (ShapeClaim.IsComplete(numbers, sizes)) CompleteOfNumbers.Add(Expressions[at].Asked);
                if (ShapeClaim.IsComplete(symbolic, sizes)) CompleteOfSymbols.Add(Expressions[at].Asked);
            }

            if (!ran) NeverRan.Add(Expressions[at].ToString());
        }
    }
}
