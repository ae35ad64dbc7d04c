using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Migration;

/// <summary>
/// Calls with extreme numbers, one for each integer parameter of each overload of each operator and layer that TorchSharp has: generated
/// from the assembly that tests bind against, so that none is forgotten. What does not compile is left out.
/// </summary>
internal static class ExtremeCalls
{
    private static readonly string[] Numbers =
        ["0", "-1", "1", "int.MinValue", "int.MaxValue", "long.MinValue", "long.MaxValue", "(1L << 40)", "-(1L << 40)"];

    private static readonly Lazy<IReadOnlyList<(string Name, ImmutableArray<string> Calls)>> Generated = new(Generate);

    /// <summary>The calls of each operator, as expressions of a tensor x, and of each layer, as a layer that is made and called.</summary>
    public static IReadOnlyList<(string Name, ImmutableArray<string> Calls)> All => Generated.Value;

    private static IReadOnlyList<(string, ImmutableArray<string>)> Generate()
    {
        var torch = TorchCompilation.Create(TestCompilation.Create(""), ModelSettings.Default)!.Symbols;
        var candidates = new (INamedTypeSymbol Type, string Receiver)[] { (torch.Tensor, "x."),
            (torch.Torch, "torch."),
            (torch.Functional!, "torch.nn.functional."),
            (torch.Nn!, "torch.nn.") }
            .SelectMany(t => t.Type.GetMembers().OfType<IMethodSymbol>()
                .Where(m => m is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public, IsGenericMethod: false })
                .Where(m => m.IsStatic == (t.Receiver != "x."))
                .SelectMany(m =>
                    Calls(t.Receiver + m.Name, m, torch).Select(c => (m.Name, Call: torch.IsModule(m.ReturnType) ? $"{c}.call(x)" : c))))
            .Distinct()
            .ToList();
        var valid = Compiling(candidates.Select(c => c.Call).ToList());
        return [.. candidates
            .Where(c => valid.Contains(c.Call))
            .GroupBy(c => c.Name)
            .Select(g => (g.Key, g.Select(c => c.Call).ToImmutableArray()))];
    }

    /// <summary>The extreme numbers in each of the integer parameters, with plain values in the others that have to be given.</summary>
    private static IEnumerable<string> Calls(string name, IMethodSymbol method, TorchSymbols torch)
    {
        foreach (var extreme in method.Parameters.Where(p => Shape(p.Type) is not null))
            foreach (var number in Numbers)
            {
                var arguments = method.Parameters
                    .Where(p => SymbolEqualityComparer.Default.Equals(p, extreme) || !p.IsOptional && !p.IsParams)
                    .Select(p =>
                        SymbolEqualityComparer.Default.Equals(p, extreme)
                            ? $"{p.Name}: {string.Format(null, Shape(p.Type)!, number)}"
                            : Plain(p, torch) is { } plain
                            ? $"{p.Name}: {plain}"
                            : null)
                    .ToList();
                if (!arguments.Contains(null)) yield return $"{name}({string.Join(", ", arguments)})";
            }
    }

    /// <summary>How a number is given to a parameter, or null where it takes none.</summary>
    private static string? Shape(ITypeSymbol type) => type.ToDisplayString().TrimEnd('?') switch
    {
        "int" => "unchecked((int)({0}))",
        "long" or "TorchSharp.Scalar" => "{0}",
        "long[]" or "System.ReadOnlySpan<long>" => "new long[] {{ {0}, 2 }}",
        "int[]" or "System.ReadOnlySpan<int>" => "new[] {{ unchecked((int)({0})), 2 }}",
        "(long, long)" => "({0}, 2)",
        "(int, int)" => "(unchecked((int)({0})), 2)",
        "(long, long, long)" => "({0}, 2, 1)",
        "(int, int, int)" => "(unchecked((int)({0})), 2, 1)",
        _ => null,
    };

    private static string? Plain(IParameterSymbol parameter, TorchSymbols torch) => parameter.Type.ToDisplayString().TrimEnd('?') switch
    {
        _ when torch.IsTensor(parameter.Type) => "x",
        _ when Shape(parameter.Type) is { } shape => string.Format(null, shape, "2"),
        "bool" => "true",
        "double" or "float" => "1",
        "TorchSharp.torch.Tensor[]"
            or "System.Collections.Generic.IList<TorchSharp.torch.Tensor>"
            or "System.Collections.Generic.IEnumerable<TorchSharp.torch.Tensor>" =>
            "new[] { x, x }",
        "TorchSharp.torch.ScalarType" => "torch.ScalarType.Int64",
        _ => null,
    };

    private static HashSet<string> Compiling(List<string> calls)
    {
        var tree = CSharpSyntaxTree.ParseText(Source("Net", calls, contract: null), path: "Calls.cs");
        var wrong = TestCompilation.Create([("Calls.cs", tree.ToString())]).GetDiagnostics()
            .Where(d => d.Severity == DiagnosticSeverity.Error)
            .Select(d =>
                tree.GetRoot().FindNode(d.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.ValueText)
            .ToHashSet();
        return [.. calls.Where((_, i) => !wrong.Contains($"F{i}"))];
    }

    /// <summary>A module whose forward makes each call in a method of its own.</summary>
    public static string Source(string name, IReadOnlyList<string> calls, string? contract) => $$"""
        #pragma warning disable
        using System;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        public class {{name}} : Module<Tensor, Tensor>
        {
            public {{name}}() : base("{{name}}") => RegisterComponents();

            /// <param name="x">Input, {{contract ?? "any shape"}}.</param>
            public override Tensor forward(Tensor x)
            {
        {{string.Join("\n", calls.Select((_, i) => $"        F{i}(x);"))}}
                return x.clamp(min: 0f);
            }

        {{string.Join("\n\n", calls.Select((c, i) => $"    private void F{i}(Tensor x)\n    {{\n        var y = {c};\n    }}"))}}
        }
        """;
}
