using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Configuration;
using ModelFix.Core.Knowledge;
using ModelFix.Testing;

namespace ModelFix.Core.Tests.Knowledge;

/// <summary>The mutation is the line with the comment "here"; t is the tensor that it changes.</summary>
public sealed class LocalOwnershipTests
{
    private const string Members = """
        private readonly Module<Tensor, Tensor> conv = Conv2d(3, 3, 1);
        private readonly Module<Tensor, Tensor> drop = Dropout(0.5);
        private readonly Module<Tensor, Tensor> block = Sequential(Conv2d(3, 3, 1), ReLU(), Dropout(0.5));
        private readonly Module<Tensor, Tensor> inner = new Inner();
        private Tensor cache = torch.zeros(3);
        private readonly List<Tensor> kept = new List<Tensor>();
        private static Tensor Unknown(Tensor a) => a;
        private sealed class Inner : Module<Tensor, Tensor>
        {
            public Inner() : base("Inner") { }
            public override Tensor forward(Tensor a) => a;
        }
        """;

    [Theory]
    [InlineData("var t = torch.zeros(2, 3); t[0] = 1f; /*here*/ return t;")]
    [InlineData("var t = x + 1; t[0] = 1f; /*here*/ return t;")]
    [InlineData("var t = x.clone(); t[0] = 1f; /*here*/ return t;")]
    [InlineData("var t = conv.call(x); t[0] = 1f; /*here*/ return t;")]
    [InlineData("var t = conv.forward(x).transpose(0, 1).view(3, -1); t[0] = 1f; /*here*/ return t;")]
    [InlineData("var t = block.call(x); t[0] = 1f; /*here*/ return t;")]
    [InlineData("var t = torch.cat(new[] { x, x }, 1); t[0] = 1f; /*here*/ return t;")]
    [InlineData("var t = functional.relu(x); t[0] = 1f; /*here*/ return t;")]
    [InlineData("x = x.relu(); x[0] = 1f; /*here*/ return x;")]
    [InlineData("x = x.relu(); x = x.view(-1); x[0] = 1f; /*here*/ return x;")]
    [InlineData("Tensor t; if (x.shape[0] > 1) t = x + 1; else t = x.clone(); t[0] = 1f; /*here*/ return t;")]
    [InlineData("var t = x.shape[0] > 1 ? x + 1 : x.clone(); t[0] = 1f; /*here*/ return t;")]
    [InlineData("var t = x; t = t + 1; t[0] = 1f; /*here*/ return t + x;")]
    [InlineData("var t = x + 1; t += x; t[0] = 1f; /*here*/ return t;")]
    [InlineData("var t = x + 1; var n = t.shape[0]; var s = t.sum(); t[0] = s; /*here*/ return t + n;")]
    [InlineData("var t = x + 1; t[0] = t[1]; /*here*/ return t;")]
    [InlineData("var t = x + 1; var view = t[1]; t[0] = view * 2; /*here*/ return t;")]
    [InlineData("var t = x + 1; t[0] = 1f; /*here*/ var view = t[1]; return view;")]
    [InlineData("var t = x + 1; t[0] = 1f; /*here*/ cache = t; kept.Add(t); return t;")]
    [InlineData("var t = x + 1; for (var i = 0; i < 2; i++) { var view = t[i]; t[i] = view * 2; /*here*/ } return t;")]
    [InlineData("for (var i = 0; i < 2; i++) { var t = x + i; t[0] = 1f; /*here*/ kept.Add(t); } return x;")]
    [InlineData("var y = x + 1; var t = y.transpose(0, 1); t[0] = 1f; /*here*/ return t;")]
    [InlineData("using var scope = torch.NewDisposeScope(); var t = x + 1; t[0] = 1f; /*here*/ return t.MoveToOuterDisposeScope();")]
    [InlineData("var t = x + 1; Func<Tensor> f = () => { var u = x + 2; return u; }; t[0] = f(); /*here*/ return t;")]
    [InlineData("Func<Tensor> f = () => { var t = x + 2; t[0] = 1f; /*here*/ return t; }; return f();")]
    [InlineData("using (var t2 = x + 3) { var t = t2 + 1; t[0] = 1f; /*here*/ return t; }")]
    [InlineData("var t = x + 1; using (var u = x + 3) { t[0] = u[0]; /*here*/ return t; }")]
    [InlineData("var l = new List<Tensor> { x, x + 1 }; var t = torch.cat(l, 0); t[0] = 1f; /*here*/ return t;")]
    [InlineData("var l = new List<Tensor>(); l.Add(x); l.Add(x); var t = torch.cat(l, 0); t[0] = 1f; /*here*/ return t + x;")]
    [InlineData("return Own(x + 1); } private Tensor Own(Tensor t) { t[0] = 1f; /*here*/ return t;")]
    [InlineData("return Own(conv.call(x).flatten(2)) + Own(x.clone()); } private Tensor Own(Tensor t) { t[0] = 1f; /*here*/ return t;")]
    public void Nobody_notices(string body) => Assert.Null(At(body));

    [Theory]
    [InlineData("x[0] = 1f; /*here*/ return x;", "x is a parameter")]
    [InlineData("if (x.shape[0] > 1) x = x + 1; x[0] = 1f; /*here*/ return x;", "x is a parameter")]
    [InlineData("return Own(x.view(-1)); } private Tensor Own(Tensor t) { t[0] = 1f; /*here*/ return t;", "t is a parameter")]
    [InlineData("var y = x + 1; return Own(y) + y; } private Tensor Own(Tensor t) { t[0] = 1f; /*here*/ return t;", "t is a parameter")]
    [InlineData("return Own(x + 1); } public Tensor Own(Tensor t) { t[0] = 1f; /*here*/ return t;", "t is a parameter")]
    [InlineData("return Own(x + 1); } private Tensor Own(Tensor t) { var u = t; t[0] = 1f; /*here*/ return u;", "u shares its storage")]
    [InlineData(
        "return Own(x + 1) + Both(cache); } private Tensor Both(Tensor c) => Own(c); "
        + "private Tensor Own(Tensor t) { t[0] = 1f; /*here*/ return t;",
        "t is a parameter")]
    [InlineData(
        "var l = new List<Tensor> { x }; var t = torch.cat(l, 0); t[0] = 1f; /*here*/ return t;",
        "t comes from code that may keep the tensor")]
    [InlineData("var t = x; t[0] = 1f; /*here*/ return t;", "t is x or a view of it, which may belong to someone else: x is a parameter")]
    [InlineData("var t = x.view(-1); t[0] = 1f; /*here*/ return t;", "t is x or a view of it")]
    [InlineData("var t = x.contiguous(); t[0] = 1f; /*here*/ return t;", "t is x or a view of it")]
    [InlineData("var t = x[0]; t[0] = 1f; /*here*/ return t;", "t is x or a view of it")]
    [InlineData("var t = drop.call(x); t[0] = 1f; /*here*/ return t;", "t is x or a view of it")]
    [InlineData("var t = functional.dropout(x, 0.5, training); t[0] = 1f; /*here*/ return t;", "t is x or a view of it")]
    [InlineData("var t = x.to_type(ScalarType.Float32); t[0] = 1f; /*here*/ return t;", "t is x or a view of it")]
    [InlineData("var t = functional.hardtanh(x); t[0] = 1f; /*here*/ return t;", "t is x or a view of it")]
    [InlineData("var t = torch.zeros(3); t.set_(x); t[0] = 1f; /*here*/ return t;", "set may share the storage of t")]
    [InlineData("var t = x + 1; var y = torch.zeros(3); y.set_(t); t[0] = 1f; /*here*/ return y;", "set may share the storage of t")]
    [InlineData("var t = functional.relu(x, true); t[0] = 1f; /*here*/ return t;", "t is x or a view of it")]
    [InlineData("var t = x.relu_(); t[0] = 1f; /*here*/ return t;", "t is x or a view of it")]
    [InlineData("var t = torch.cat(new[] { x }, 1); t[0] = 1f; /*here*/ return t;", "t is x or a view of it")]
    [InlineData("var t = cache; t[0] = 1f; /*here*/ return t;", "t is cache or a view of it")]
    [InlineData("cache[0] = 1f; /*here*/ return x;", "cache is kept outside this method")]
    [InlineData("var t = x + 1; var y = t; t[0] = 1f; /*here*/ return y;", "y shares its storage and is read later")]
    [InlineData("var t = x + 1; var y = t.view(-1); var z = y[0]; t[0] = 1f; /*here*/ return z;", "z shares its storage and is read later")]
    [InlineData(
        "var t = x + 1; var parts = t.split(1, 1); t[0] = 1f; /*here*/ return parts[0];",
        "parts shares its storage and is read later")]
    [InlineData("var y = x + 1; var t = y.transpose(0, 1); t[0] = 1f; /*here*/ return y;", "y shares its storage and is read later")]
    [InlineData(
        "var t = x.relu(); var u = t.to_type(ScalarType.Float32); t[0] = 1f; /*here*/ return u + t;",
        "u shares its storage and is read later")]
    [InlineData(
        "var t = x.relu(); var u = functional.hardtanh(t); t[0] = 1f; /*here*/ return u + t;",
        "u shares its storage and is read later")]
    [InlineData("var t = x + 1; kept.Add(t); t[0] = 1f; /*here*/ return t;", "Add may keep t")]
    [InlineData("var t = x + 1; cache = t; t[0] = 1f; /*here*/ return t;", "cache keeps t")]
    [InlineData("var t = x + 1; for (var i = 0; i < 2; i++) { t[0] = 1f; /*here*/ kept.Add(t); } return t;", "Add may keep t")]
    [InlineData(
        "var t = x + 1; Tensor y = t; for (var i = 0; i < 2; i++) { y = y + t; t[0] = 1f; /*here*/ } return t;",
        "y shares its storage and is read later")]
    [InlineData("var t = x + 1; var both = new[] { t, x }; t[0] = 1f; /*here*/ return both[0];", "a collection keeps t")]
    [InlineData("var t = x + 1; Func<Tensor> f = () => t; t[0] = 1f; /*here*/ return f();", "t is captured by a lambda or local function")]
    [InlineData("var t = x + 1; Action f = () => { t[0] = 1f; /*here*/ }; f(); return t;", "t is captured by a lambda or local function")]
    [InlineData("using var t = x + 1; t[0] = 1f; /*here*/ return t.clone();", "t is declared with using")]
    [InlineData("foreach (var t in kept) { t[0] = 1f; /*here*/ } return x;", "t is the variable of a foreach loop")]
    [InlineData("var t = x + 1; using (var scope = torch.NewDisposeScope()) { t[0] = 1f; /*here*/ } return t;", "t outlives the scope")]
    [InlineData("var t = x + 1; using (torch.no_grad()) { t[0] = 1f; /*here*/ } return t;", "t outlives the scope")]
    [InlineData("var t = x + 1; { using var scope = torch.NewDisposeScope(); t[0] = 1f; /*here*/ } return t;", "t outlives the scope")]
    [InlineData(
        "using var scope = torch.NewDisposeScope(); var t = (x + 1).MoveToOuterDisposeScope(); t[0] = 1f; /*here*/ return t;",
        "moved out of its dispose scope")]
    [InlineData(
        "using var scope = torch.NewDisposeScope(); var t = x + 1; t.MoveToOuterDisposeScope(); t[0] = 1f; /*here*/ return t;",
        "moved out of its dispose scope")]
    public void Somebody_notices(string body, string reason)
    {
        var sharing = At(body);
        Assert.NotNull(sharing);
        Assert.Contains(reason, sharing.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("var t = Unknown(x); t[0] = 1f; /*here*/ return t;", "t comes from code that may keep the tensor")]
    [InlineData("var t = inner.call(x); t[0] = 1f; /*here*/ return t;", "t comes from code that may keep the tensor")]
    [InlineData("var t = torch.cat(kept, 1); t[0] = 1f; /*here*/ return t;", "t comes from code that may keep the tensor")]
    [InlineData("var t = torch.zeros(1, 3).expand(2, 3); t[0] = 1f; /*here*/ return t;", "t comes from code that may keep the tensor")]
    [InlineData("var t = x + 1; Unknown(t); t[0] = 1f; /*here*/ return t;", "Unknown may keep t")]
    [InlineData("var (t, u) = (x + 1, x); t[0] = 1f; /*here*/ return t;", "it is not known where t comes from")]
    public void A_person_may_know_better(string body, string reason)
    {
        var sharing = At(body);
        Assert.NotNull(sharing);
        Assert.Contains(reason, sharing.Reason, StringComparison.Ordinal);
        Assert.False(sharing.IsCertain);
    }

    private static Sharing? At(string body)
    {
        var compilation = TestCompilation.Create(ForwardSource.Of(body, members: Members));
        Assert.DoesNotContain(compilation.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
        var torch = TorchCompilation.Create(compilation, ModelSettings.Default)!;
        var tree = compilation.SyntaxTrees.Single();
        var here = tree.GetText().ToString().IndexOf("/*here*/", StringComparison.Ordinal);
        var assignment = tree.GetRoot().DescendantNodes().OfType<AssignmentExpressionSyntax>().Last(a => a.Span.End < here);
        var operation = (ISimpleAssignmentOperation)compilation.GetSemanticModel(tree).GetOperation(assignment)!;
        return LocalOwnership.Of(((IPropertyReferenceOperation)operation.Target).Instance!, operation, torch);
    }
}
