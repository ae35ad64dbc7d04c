using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Values;
using ModelFix.Testing;

namespace ModelFix.Core.Tests.Interpretation;

/// <summary>Asks for the value of expressions of a source: those that stand in a call of <c>Ask(…)</c>, in the order of the text.</summary>
internal sealed class FlowQuestion
{
    private readonly TorchCompilation _torch;
    private readonly List<IOperation> _asked;

    private FlowQuestion(string source, ModelSettings? settings, OutputKind kind = OutputKind.DynamicallyLinkedLibrary)
    {
        var compilation = TestCompilation.Create(source).WithoutNullableAnalysis();
        compilation = compilation.WithOptions(compilation.Options.WithOutputKind(kind));
        Assert.DoesNotContain(compilation.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
        var tree = compilation.SyntaxTrees.Single();
        var model = compilation.GetSemanticModel(tree);
        _torch = TorchCompilation.Create(compilation, settings ?? ModelSettings.Default)!;
        _asked = tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(i => i.Expression.ToString() == "Ask")
            .SelectMany(i => i.ArgumentList.Arguments)
            .Select(a => model.GetOperation(a.Expression)!)
            .ToList();
    }

    /// <summary>A forward with one input x; Ask takes anything.</summary>
    public static FlowQuestion Forward(
        string body,
        string? contract = null,
        string members = "",
        string constructor = "",
        ModelSettings? settings = null) => new(
        ForwardSource.Of(
            body.Contains("return") ? body : body + "\nreturn x;",
            contract,
            "private static void Ask(params object?[] any) { }\n" + members,
            constructor),
        settings);

    public static FlowQuestion Source(
        string source,
        ModelSettings? settings = null,
        OutputKind kind = OutputKind.DynamicallyLinkedLibrary) => new(source, settings, kind);

    public IEnumerable<Value> Values => _asked.Select(_torch.ValueOf);

    public Value Value => Values.Single();

    public string Shape => Shapes.Single();

    public IEnumerable<string> Shapes => _asked.Select(o => _torch.ShapeOf(o).ToString());

    public TensorShape TensorShape => _torch.ShapeOf(_asked.Single());

    public ElementType Type => _torch.ElementTypeOf(_asked.Single());

    public Dim? Integer => Integers.Single();

    public IEnumerable<Dim?> Integers => _asked.Select(_torch.IntegerOf);
}
