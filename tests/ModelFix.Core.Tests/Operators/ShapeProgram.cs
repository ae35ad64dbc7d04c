using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using ModelFix.Core.Contracts;
using ModelFix.Core.Knowledge;
using ModelFix.Testing;

namespace ModelFix.Core.Tests.Operators;

/// <summary>
/// Expressions compiled together, each in a class of its own: with its contract as it is written, with the first dims of each contract left
/// open, and with numbers in place of the symbols. The first of them is what runs.
/// </summary>
internal sealed class ShapeProgram
{
    /// <summary>Sizes are drawn this often for each expression: ordinary ones, then any, then with many ones and zeros.</summary>
    public const int Draws = 4;

    private readonly IReadOnlyList<ShapeExpression> _expressions;
    private readonly List<ImmutableDictionary<string, long>[]> _sizes;
    private readonly Dictionary<string, IOperation> _operations;
    private readonly object _runs;

    private ShapeProgram(IReadOnlyList<ShapeExpression> expressions, bool layers)
    {
        _expressions = expressions;
        _sizes = expressions.Select(Drawn).ToList();
        var compilation = TestCompilation.Create(Source(layers)).WithoutNullableAnalysis();
        Torch = TorchCompilation.Create(compilation, ModelSettings.Default)!;
        var tree = compilation.SyntaxTrees.Single();
        var lines = tree.GetText().Lines;
        var errors = compilation.GetDiagnostics()
            .Where(d => d.Severity == DiagnosticSeverity.Error)
            .Select(d => $"{lines[d.Location.GetLineSpan().StartLinePosition.Line]}: {d.GetMessage(CultureInfo.InvariantCulture)}")
            .Distinct()
            .ToList();
        Assert.True(errors.Count == 0, string.Join("\n", errors));
        var model = compilation.GetSemanticModel(tree);
        _operations = tree.GetRoot().DescendantNodes().OfType<ReturnStatementSyntax>()
            .Where(r =>
                r.Parent?.Parent is MethodDeclarationSyntax { Identifier.Text: not ("forward" or "Run") }
                    && r.Parent.Parent.Parent is ClassDeclarationSyntax { Identifier.Text: not "Runs" })
            .ToDictionary(
                r =>
                    ((ClassDeclarationSyntax)r.Parent!.Parent!.Parent!).Identifier.Text
                        + "."
                        + ((MethodDeclarationSyntax)r.Parent.Parent).Identifier.Text,
                r => model.GetOperation(r.Expression!)!);
        _runs = Execution.Create(compilation, "Runs");
    }

    public TorchCompilation Torch { get; }

    /// <summary>Calls of operators on the inputs x, y and z.</summary>
    public static ShapeProgram OfOperators(IReadOnlyList<ShapeExpression> expressions) => new(expressions, layers: false);

    /// <summary>Calls of layers, which the expressions construct, on the inputs x, y and z.</summary>
    public static ShapeProgram OfLayers(IReadOnlyList<ShapeExpression> expressions) => new(expressions, layers: true);

    public ImmutableDictionary<string, long> Sizes(int expression, int draw) => _sizes[expression][draw];

    /// <summary>The expression where its contract has symbols.</summary>
    public IOperation Symbolic(int expression) => _operations[Name(expression, "Symbolic")];

    /// <summary>The expression where the first dim of each input, or more, is left open.</summary>
    public IOperation Open(int expression) => _operations[Name(expression, "Open")];

    /// <summary>The expression where its contract has a draw's numbers.</summary>
    public IOperation Constant(int expression, int draw) => _operations[Name(expression, $"Constant{draw}")];

    /// <summary>What the expression really gives for the sizes of a draw; null where it throws.</summary>
    public IReadOnlyList<RealTensor>? Run(int expression, int draw)
    {
        var (shapes, types) = Inputs(expression, draw);
        var text = (string?)Execution.Call(_runs, "Run", expression, shapes, types);
        return text?.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(RealTensor.Parse).ToList();
    }

    /// <summary>The inputs that a result really shares storage with for the sizes of a draw; null where the expression throws.</summary>
    public IReadOnlyList<int>? Shared(int expression, int draw)
    {
        var (shapes, types) = Inputs(expression, draw);
        return (int[]?)Execution.Call(_runs, "Shared", expression, shapes, types);
    }

    private (long[][] Shapes, string[] Types) Inputs(int expression, int draw)
    {
        var inputs = _expressions[expression].Inputs.Select(i => ShapeText.Parse(i, out _)!).ToList();
        var sizes = Sizes(expression, draw);
        var shapes = inputs.Select(i => i.Shape.Dims.Select(d => d.Evaluate(s => sizes[s])!.Value).ToArray()).ToArray();
        return (shapes, inputs.Select(i => i.Type.ToString()).ToArray());
    }

    private static string Name(int expression, string method) => $"E{expression}.{method}";

    private static ImmutableDictionary<string, long>[] Drawn(ShapeExpression expression)
    {
        var random = new Random(ShapeExpression.Seed(expression.ToString()));
        return Enumerable
            .Range(0, Draws)
            .Select(draw => expression.Symbols.ToImmutableDictionary(s => s, s => expression.Facts.Of(s).AtLeast(Size(random, draw))))
            .ToArray();
    }

    private static long Size(Random random, int draw) => draw switch
    {
        0 => random.Next(4, 10),
        1 => random.Next(2, 8),
        2 => random.Next(1, 10),
        _ => random.Next(4) switch { 0 => 0, 1 => 1, _ => random.Next(2, 7) },
    };

    private string Source(bool layers)
    {
        var source = new StringBuilder("""
            using System;
            using System.Collections.Generic;
            using System.Linq;
            using System.Runtime.CompilerServices;
            using TorchSharp;
            using static TorchSharp.torch;
            using static TorchSharp.torch.nn;

            public sealed class Runs
            {
                private static readonly Func<Tensor[], object>[] All = { CASES };

                public string? Run(int at, long[][] shapes, string[] types)
                {
                    try
                    {
                        return Written(All[at](shapes.Select((s, i) => Input(s, Enum.Parse<ScalarType>(types[i]), i)).ToArray()));
                    }
                    catch (Exception)
                    {
                        return null;
                    }
                }

                /// <summary>Which of the inputs a result shares storage with; null where the expression throws.</summary>
                public int[]? Shared(int at, long[][] shapes, string[] types)
                {
                    var inputs = shapes.Select((s, i) => Input(s, Enum.Parse<ScalarType>(types[i]), i).contiguous()).ToArray();
                    var places = inputs.Select(i => (Start: Data(i), Bytes: i.numel() * i.element_size())).ToArray();
                    try
                    {
                        var results = Tensors(All[at](inputs)).Where(r => r.numel() > 0).Select(Data).ToArray();
                        return Enumerable.Range(0, inputs.Length)
                            .Where(i => results.Any(r => r >= places[i].Start && r < places[i].Start + places[i].Bytes))
                            .ToArray();
                    }
                    catch (Exception)
                    {
                        return null;
                    }
                }

                private static long Data(Tensor tensor) => (long)(nint)typeof(torch).Assembly.GetType("TorchSharp.PInvoke.NativeMethods")!
                    .GetMethod(
                        "THSTensor_data",
                        System.Reflection.BindingFlags.Static
                        | System.Reflection.BindingFlags.NonPublic
                        | System.Reflection.BindingFlags.Public)!
                    .Invoke(null, new object[] { tensor.Handle })!;

                private static IEnumerable<Tensor> Tensors(object? result) => result switch
                {
                    Tensor t => new[] { t },
                    ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Tensors(tuple[i])),
                    IEnumerable<Tensor> all => all,
                    _ => Enumerable.Empty<Tensor>(),
                };

                private static Tensor Input(long[] shape, ScalarType type, int seed) => type == ScalarType.Bool
                    ? torch.ones(shape).to(type)
                    : type is ScalarType.Float32 or ScalarType.Float64 ? (torch.rand(shape) + 0.1).to(type) : torch.zeros(shape).to(type);

                private static string Written(object result) => result switch
                {
                    Tensor t => t.dtype + ":" + string.Join(",", t.shape),
                    ITuple tuple => string.Join(";", Enumerable.Range(0, tuple.Length).Select(i => Written(tuple[i]!))),
                    IEnumerable<Tensor> all => string.Join(";", all.Select(Written)),
                    _ => throw new InvalidOperationException(result.GetType().Name),
                };
            }

            """.Replace(
                "CASES",
                string.Join(
                    ", ",
                    _expressions.Select((e, i) =>
                        $"t => new E{i}().Symbolic({string.Join(", ", e.Inputs.Select((_, n) => $"t[{n}]"))})"))));
        for (var i = 0; i < _expressions.Count; i++) AddClass(source, i, layers);
        return source.ToString();
    }

    private void AddClass(StringBuilder source, int at, bool layers)
    {
        var expression = _expressions[at];
        source.Append(CultureInfo.InvariantCulture, $"public sealed class E{at}");
        if (layers)
            source.Append(CultureInfo.InvariantCulture, $$"""
                 : Module<Tensor, Tensor>
                {
                private readonly TorchSharp.Modules.{{expression.Subject}} f = {{expression.Expression}};
                public E{{at}}() : base("E") { RegisterComponents(); eval(); }
                public override Tensor forward(Tensor x) => x;

                """);
        else source.Append("\n{\n");
        var call = layers ? expression.Call ?? $"f.call({string.Join(", ", "xyz".Take(expression.Inputs.Count))})" : expression.Expression;
        AddMethod(source, "Symbolic", expression.Inputs, call);
        AddMethod(source, "Open", expression.Inputs.Select(LeftOpen), call);
        for (var draw = 0; draw < Draws; draw++)
        {
            var sizes = Sizes(at, draw);
            AddMethod(
                source,
                $"Constant{draw}",
                expression.Inputs.Select(i => Regex.Replace(i, @"\b[A-Z]\b", m => sizes[m.Value].ToString(CultureInfo.InvariantCulture))),
                call);
        }

        source.Append("}\n");
    }

    private static string LeftOpen(string contract) =>
        contract.Contains(',') ? Regex.Replace(contract, @"\[[^,]*,", "[...,") : Regex.Replace(contract, @"\[.*\]", "[...]");

    private static void AddMethod(StringBuilder source, string name, IEnumerable<string> inputs, string expression)
    {
        var parameters = inputs.Select((contract, i) => (Name: "xyz"[i], contract)).ToList();
        foreach (var (parameter, contract) in parameters) source.Append(
            CultureInfo.InvariantCulture, $"/// <param name=\"{parameter}\">{contract}</param>\n");
        source.Append(
            CultureInfo.InvariantCulture,
            $"public object {name}({string.Join(", ", parameters.Select(p => "Tensor " + p.Name))})\n{{\nreturn {expression};\n}}\n");
    }
}

/// <summary>The dtype and sizes of a tensor that was computed.</summary>
internal sealed record RealTensor(string Type, IReadOnlyList<long> Sizes)
{
    public static RealTensor Parse(string text)
    {
        var parts = text.Split(':');
        return new RealTensor(
            parts[0],
            parts[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(s => long.Parse(s, CultureInfo.InvariantCulture)).ToList());
    }

    public override string ToString() => $"{Type}[{string.Join(", ", Sizes)}]";
}
