using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelFix.Testing;

/// <summary>
/// TorchSharp's matmul does not catch what libtorch throws: shapes that do not fit end the process. In sources that tests run, each matmul
/// first asks libtorch's bmm on tensors without elements, which throws an exception: a process for each of the thousands of runs of random
/// models would cost more than all other tests. GuardedMatmulTests ask libtorch in processes of their own that both throw for the same
/// shapes.
/// </summary>
internal sealed class GuardedMatmul : CSharpSyntaxRewriter
{
    private const string Guard = """
        internal static class GuardedMatmul
        {
            public static global::TorchSharp.torch.Tensor Of(global::TorchSharp.torch.Tensor a, global::TorchSharp.torch.Tensor b)
            {
                if (a.dim() == 0 || b.dim() == 0)
                    throw new global::System.InvalidOperationException("both arguments to matmul need to be at least 1D");
                using (global::TorchSharp.torch.NewDisposeScope())
                {
                    var (x, y) = (Empty(a.shape, a), Empty(b.shape, b));
                    if (a.dim() == 1) x = x.unsqueeze(0);
                    if (b.dim() == 1) y = y.unsqueeze(1);
                    var batch = (Empty(x.shape[..^2], a) + Empty(y.shape[..^2], a)).shape;
                    Batched(x, batch).bmm(Batched(y, batch));
                }

                return a.matmul(b);
            }

            private static global::TorchSharp.torch.Tensor Empty(long[] shape, global::TorchSharp.torch.Tensor like) =>
                global::TorchSharp.torch.empty(shape, dtype: like.dtype, device: global::TorchSharp.torch.META);

            private static global::TorchSharp.torch.Tensor Batched(global::TorchSharp.torch.Tensor x, long[] batch)
            {
                long count = 1;
                foreach (var size in batch) count *= size;
                return x.expand([.. batch, .. x.shape[^2..]]).reshape(new[] { count, x.shape[^2], x.shape[^1] });
            }
        }
        """;

    private static readonly ExpressionSyntax Of = SyntaxFactory.ParseExpression("global::GuardedMatmul.Of");

    /// <summary>The compilation with every matmul asked first; lines keep their numbers.</summary>
    public static Compilation In(Compilation compilation)
    {
        var guarded = compilation;
        foreach (var tree in compilation.SyntaxTrees)
        {
            var root = new GuardedMatmul().Visit(tree.GetRoot());
            if (root != tree.GetRoot()) guarded = guarded.ReplaceSyntaxTree(tree, tree.WithRootAndOptions(root, tree.Options));
        }

        if (ReferenceEquals(guarded, compilation)) return compilation;
        var latest = ((CSharpParseOptions)compilation.SyntaxTrees.First().Options).WithLanguageVersion(LanguageVersion.Latest);
        return guarded.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Guard, latest, "GuardedMatmul.cs"));
    }

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        var visited = (InvocationExpressionSyntax)base.VisitInvocationExpression(node)!;
        if (Name(visited) != "matmul") return visited;
        var arguments = visited.ArgumentList.Arguments;
        if (arguments.Count == 1 && visited.Expression is MemberAccessExpressionSyntax call)
            arguments = arguments.Insert(0, SyntaxFactory.Argument(call.Expression.WithoutTrivia()));
        return visited
            .WithExpression(Of.WithTriviaFrom(visited.Expression))
            .WithArgumentList(visited.ArgumentList.WithArguments(arguments));
    }

    private static string? Name(InvocationExpressionSyntax invocation) => invocation.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.Text,
        IdentifierNameSyntax name => name.Identifier.Text,
        _ => null,
    };
}
