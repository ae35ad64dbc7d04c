using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Knowledge;

namespace ModelFix.Testing;

/// <summary>A model that writes down the shape of every tensor expression in its exported code when it runs.</summary>
internal sealed class Recording
{
    private const string Recorder = """
        public static class Recorder
        {
            public static long MostElements = long.MaxValue;
            public static readonly global::System.Collections.Generic.List<(int Expression, long[] Shape)> Seen = new();

            public static T See<T>(int expression, T value)
            {
                if (value is global::TorchSharp.torch.Tensor tensor)
                {
                    Seen.Add((expression, tensor.shape));
                    if (tensor.numel() > MostElements)
                        throw new global::System.InvalidOperationException("The tensor has more elements than are to be looked at.");
                }

                return value;
            }
        }
        """;

    private readonly List<IOperation> _expressions;

    public Recording(Compilation compilation, TorchCompilation torch)
    {
        _expressions = [.. compilation.SyntaxTrees.SelectMany(t => Expressions(t, torch))];
        Instrumented = compilation;
        foreach (var tree in compilation.SyntaxTrees)
        {
            var insertions = _expressions.Select((e, i) => (e.Syntax, Number: i)).Where(e => e.Syntax.SyntaxTree == tree)
                .OrderByDescending(e => e.Syntax.Span.Length)
                .SelectMany(e =>
                    new[] { (At: e.Syntax.SpanStart, Text: $"global::Recorder.See({e.Number}, "), (At: e.Syntax.Span.End, Text: ")") })
                .GroupBy(e => e.At)
                .OrderBy(g => g.Key)
                // What ends here ends before anything else begins.
                .Select(g =>
                    new TextChange(new TextSpan(g.Key, 0), string.Concat(g.OrderByDescending(e => e.Text == ")").Select(e => e.Text))));
            Instrumented = Instrumented.ReplaceSyntaxTree(tree, tree.WithChangedText(tree.GetText().WithChanges(insertions)));
        }

        var options = (Microsoft.CodeAnalysis.CSharp.CSharpParseOptions)compilation.SyntaxTrees.First().Options;
        Instrumented = Instrumented.AddSyntaxTrees(
            Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText(Recorder, options, "Recorder.cs"));
    }

    public Compilation Instrumented { get; }

    /// <summary>Runs end with an exception at a tensor of more elements: what is made of a smaller one fits into memory.</summary>
    /// <param name="elements">So many elements may a tensor have.</param>
    /// <param name="model">An object of the instrumented compilation.</param>
    public void Limit(long elements, object model) => Field(model, "MostElements").SetValue(null, elements);

    /// <summary>What was seen until now does not count.</summary>
    /// <param name="model">An object of the instrumented compilation.</param>
    public void Forget(object model) => SeenBy(model).Clear();

    /// <summary>What was seen since the model was created: each expression with a shape that it had.</summary>
    /// <param name="model">An object of the instrumented compilation.</param>
    public IEnumerable<(IOperation Expression, long[] Shape)> Seen(object model) =>
        SeenBy(model).Select(s => (_expressions[s.Expression], s.Shape));

    private static List<(int Expression, long[] Shape)> SeenBy(object model) =>
        (List<(int Expression, long[] Shape)>)Field(model, "Seen").GetValue(null)!;

    private static FieldInfo Field(
        object model,
        string name) => model.GetType().Assembly.GetType("Recorder")!.GetField(name, BindingFlags.Public | BindingFlags.Static)!;

    private static IEnumerable<IOperation> Expressions(SyntaxTree tree, TorchCompilation torch)
    {
        var model = torch.Compilation.GetSemanticModel(tree);
        return MethodShapes.In(tree, torch)
            .SelectMany(m => model.GetOperation(m.Declaration)!.Descendants())
            .Where(o =>
                !o.IsImplicit
                    && o.Syntax is ExpressionSyntax and not DeclarationExpressionSyntax
                    && torch.Symbols.IsTensor(o.Type)
                    && !IsTarget(o))
            .DistinctBy(o => o.Syntax);
    }

    private static bool IsTarget(IOperation operation) =>
        operation.Parent is IAssignmentOperation assignment && assignment.Target == operation
        || operation.Parent is IArgumentOperation { Parameter.RefKind: not RefKind.None }
        || operation.Parent is ITupleOperation { Parent: IDeconstructionAssignmentOperation deconstruction } tuple
            && deconstruction.Target == tuple
        || operation.Syntax.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>() is not null;
}
