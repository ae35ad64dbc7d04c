using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Configuration;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Engine.Reporting.Html;

/// <summary>The tensors in code, each at the token that names it or the operation that makes it, with its shape.</summary>
internal static class TensorTokens
{
    public static Dictionary<TextSpan, string> In(SyntaxTree tree, TorchCompilation torch)
    {
        var tokens = new Dictionary<TextSpan, string>();
        var model = torch.Compilation.Bound(tree);
        foreach (var method in MethodShapes.In(tree, torch))
        {
            foreach (var shape in method.Shapes)
                if (NameOf(shape.Node) is { } name) tokens.TryAdd(name.Span, $"{shape.Name}: {Text(shape.Type, shape.Shape)}");
            foreach (var name in method.Declaration.DescendantNodes().OfType<SimpleNameSyntax>())
                if (Made(name, model, torch) is { } made) tokens.TryAdd(name.Identifier.Span, $"{name.Identifier.ValueText}: {made}");
        }

        return tokens;
    }

    private static SyntaxToken? NameOf(SyntaxNode named) => named switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier,
        ParameterSyntax parameter => parameter.Identifier,
        SingleVariableDesignationSyntax designation => designation.Identifier,
        IdentifierNameSyntax name => name.Identifier,
        _ => null,
    };

    /// <summary>The tensor that a name stands for or, of an operation, gives; null for none.</summary>
    private static string? Made(SimpleNameSyntax name, SemanticModel model, TorchCompilation torch)
    {
        SyntaxNode whole = name.Parent is MemberAccessExpressionSyntax member && member.Name == name ? member : name;
        if (whole.Parent is InvocationExpressionSyntax call && call.Expression == whole) whole = call;
        return model.GetOperation(whole) is { } operation && torch.Symbols.IsTensor(operation.Type)
            && torch.InterpretedValueOf(operation) is TensorValue tensor
            ? Text(tensor.Type, tensor.Shape)
            : null;
    }

    private static string Text(ElementType type, TensorShape shape) =>
        shape.Rank is null && shape.Dims.IsEmpty ? "shape not known" : ShapesText.TypeName(type) + shape.Display;
}

/// <summary>The shapes in the code of a report, inferred where somebody asks.</summary>
/// <param name="compilations">The projects as they were and as they are now, with their settings.</param>
internal sealed class InferredShapes(IEnumerable<(CSharpCompilation Compilation, ModelSettings Settings)> compilations)
{
    private static readonly IReadOnlyDictionary<TextSpan, string> Nothing = new Dictionary<TextSpan, string>();

    private readonly List<(CSharpCompilation Compilation, Lazy<TorchCompilation?> Torch)> _compilations =
    [
        .. compilations.Select(c =>
            (c.Compilation, new Lazy<TorchCompilation?>(() => TorchCompilation.Create(c.Compilation, c.Settings)))),
    ];

    private readonly Dictionary<SyntaxTree, IReadOnlyDictionary<TextSpan, string>> _known = [];

    /// <summary>The tensors in a file; nothing for one that is of none of the projects.</summary>
    public IReadOnlyDictionary<TextSpan, string> In(SyntaxTree tree)
    {
        if (_known.TryGetValue(tree, out var known)) return known;
        var torch = _compilations.Where(c => c.Compilation.ContainsSyntaxTree(tree)).Select(c => c.Torch.Value).FirstOrDefault();
        return _known[tree] = torch is null ? Nothing : TensorTokens.In(tree, torch);
    }
}
