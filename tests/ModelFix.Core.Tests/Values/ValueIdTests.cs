using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Values;

namespace ModelFix.Core.Tests.Values;

public sealed class ValueIdTests
{
    private static readonly SyntaxTree Tree = CSharpSyntaxTree.ParseText("""
        y = x.relu();
        for (;;) z = F(x.relu(), () => x);
        """, new CSharpParseOptions(kind: SourceCodeKind.Script), path: "a.csx");

    private static readonly SyntaxNode[] Calls = [.. Tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()];
    private static readonly SyntaxNode Loop = Tree.GetRoot().DescendantNodes().OfType<ForStatementSyntax>().Single();
    private static readonly SyntaxNode Lambda = Tree.GetRoot().DescendantNodes().OfType<LambdaExpressionSyntax>().Single();

    /// <summary>Ids of every kind, each made in the order of the list or in the reverse order.</summary>
    private static readonly Func<ValueId, ValueId>[] Makers = [
        root => root,
        root => root.Scope("A.Net.H"),
        root => root.Named("x"),
        root => root.Scope("A.Net.H").Named("x"),
        root => root.Member("this.k"),
        root => root.Code(Lambda).Named("x"),
        root => root.At(Calls[0], "relu"),
        root => root.At(Calls[1], "F"),
        root => root.At(Calls[2], "relu"),
        root => root.At(Calls[0], "relu").At(Calls[2], "relu"),
        root => root.At(Calls[1], "F").At(Calls[2], "relu"),
        root => root.At(Calls[1], "F").Named("x"),
        root => root.At(Calls[0], "relu").Part("values"),
        root => root.At(Calls[0], "relu").Part(0),
        root => root.At(Calls[0], "relu").Part(1),
        root => root.At(Calls[0], "relu").Part(1).Part(1),
        root => root.At(Loop).Variable("x"),
        root => root.At(Loop).Member("this.x"),
        root => root.At(Loop).Part("break", 1).Variable("x"),
        root => root.Object(root.At(Calls[1], "F")),
        root => root.Object(root.At(Calls[1], "F").Part(1)),
        root => root.Object(root.At(Calls[1], "F")).Member("this.k"),
        root => root.Named("x").Reshaped(root.At(Calls[0], "relu")),
        root => root.Named("x").Reshaped(root.At(Calls[2], "relu"))];

    [Fact]
    public void The_same_place_in_the_same_enclosing_id_is_the_same_id()
    {
        var root = ValueId.NewRoot();
        var ids = Makers.Select(m => m(root)).ToList();

        Assert.All(Makers.Zip(ids), p => Assert.Same(p.Second, p.First(root)));
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void Threads_that_ask_at_once_get_one_id()
    {
        var root = ValueId.NewRoot();

        var ids = Enumerable.Range(0, 10_000).AsParallel().Select(i => Makers[i % Makers.Length](root)).ToHashSet();
        Assert.Equal(Makers.Length, ids.Count);
    }

    [Fact]
    public void The_order_does_not_depend_on_who_was_made_first()
    {
        var (first, second) = (ValueId.NewRoot(), ValueId.NewRoot());
        var ids = Makers.Select(m => m(first)).ToList();
        var reversed = Makers.Reverse().Select(m => m(second)).Reverse().ToList();

        int[] Ranks(List<ValueId> of) => [.. of.Select(id => of.Count(o => o.CompareTo(id) < 0))];
        Assert.Equal(Ranks(ids), Ranks(reversed));
        Assert.Equal(ids.Count, Ranks(ids).Distinct().Count());
        Assert.All(ids, a => Assert.All(ids, b => Assert.Equal(Math.Sign(a.CompareTo(b)), -Math.Sign(b.CompareTo(a)))));
    }

    [Fact]
    public void A_person_reads_the_names_of_the_source_and_no_others()
    {
        var root = ValueId.NewRoot();
        var method = root.Scope("A.Net.H");
        var call = root.At(Calls[1], "F");

        Assert.Equal(["x", "x", "this.k", "2:26/x"], Displays(
            root.Named("x"), method.Named("x"), method.Member("this.k"), method.Code(Lambda).Named("x")));
        Assert.Equal([null, null, null, null], Displays(call, call.Named("x"), call.Part(0), root.At(Loop).Variable("x")));
        Assert.Equal("x", method.At(Loop).Variable("x").DisplayOfNumber);
        Assert.Equal("value", method.At(Calls[0], "value").DisplayOfNumber);
        Assert.Null(root.At(Loop).Member("this.x").DisplayOfNumber);
        Assert.Null(call.At(Loop).Variable("x").DisplayOfNumber);
        Assert.Null(root.At(Loop).Part("break").Variable("x").DisplayOfNumber);
    }

    [Fact]
    public void Nothing_grows_where_ids_are_made_of_ids()
    {
        var root = ValueId.NewRoot();
        var (a, b) = (root.Named("a"), root.Named("b"));
        for (var i = 0; i < 100_000; i++) (a, b) = (a.Reshaped(root.At(Calls[0], "relu")), b.Reshaped(root.At(Calls[0], "relu")));
        var parts = root.At(Calls[0], "relu");
        for (var i = 0; i < 10_000; i++) parts = parts.Part("each");

        Assert.True(a.CompareTo(b) < 0);
        Assert.True(a.Text.Length < 100 && parts.Text.Length < 100);
    }

    [Fact]
    public void Ids_keep_no_source_alive_that_nobody_else_keeps()
    {
        var tree = IdsOfTemporaryTree();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(tree.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference IdsOfTemporaryTree()
    {
        var tree = CSharpSyntaxTree.ParseText("class A { }");
        _ = ValueId.NewRoot().At(tree.GetRoot()).Variable("x").Number(isSize: true).Display;
        return new WeakReference(tree);
    }

    private static IEnumerable<string?> Displays(params ValueId[] ids) => ids.Select(i => i.Display);
}
