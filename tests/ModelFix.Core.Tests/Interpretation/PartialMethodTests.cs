using ModelFix.Core.Configuration;
using ModelFix.Core.Knowledge;
using ModelFix.Testing;

namespace ModelFix.Core.Tests.Interpretation;

/// <summary>A partial method is one method, wherever its body stands.</summary>
public sealed class PartialMethodTests
{
    private const string Source = """
        using TorchSharp;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        public partial class Net : Module<Tensor, Tensor>
        {
            public Net() : base("Net") { }

            /// <param name="x">[N, 1, 3]</param>
            public override Tensor forward(Tensor x)
            {
                var y = Head(x);
                Ask(y);
                return y;
            }

            private partial Tensor Head(Tensor input);

            private static void Ask(object o) { }
        }

        public partial class Net
        {
            private partial Tensor Head(Tensor input)
            {
                var inner = input.select(1, 0);
                return inner.unsqueeze(0);
            }
        }
        """;

    [Fact]
    public void Its_result_is_known() => Assert.Equal("[1, N, 3]", FlowQuestion.Source(Source).Shape);

    [Fact]
    public void Its_body_is_exported_code()
    {
        var compilation = TestCompilation.Create(Source);
        var torch = TorchCompilation.Create(compilation, ModelSettings.Default)!;
        var tree = compilation.SyntaxTrees.Single();
        var model = compilation.GetSemanticModel(tree);
        var calls = tree.GetRoot().DescendantNodes()
            .OfType<Microsoft.CodeAnalysis.CSharp.Syntax.InvocationExpressionSyntax>()
            .Where(i => i.ToString().StartsWith("in", StringComparison.Ordinal))
            .Select(i => model.GetOperation(i)!)
            .ToList();
        Assert.Equal(2, calls.Count);
        Assert.All(calls, c => Assert.True(torch.Exported.Contains(c)));
    }
}
