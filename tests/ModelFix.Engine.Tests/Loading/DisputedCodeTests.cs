using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine.Migration;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Loading;

/// <summary>Where it is not certain what an #if compiles, nothing is proven.</summary>
public sealed class DisputedCodeTests : IDisposable
{
    private const string Net10 = "<TargetFramework>net10.0</TargetFramework>";
    private const string Uncertain = Net10 + """<DefineConstants Condition="'$(X)' == ''">$(DefineConstants);FLAT</DefineConstants>""";
    private const string View = "return x.view(x.shape[0], x.shape[1], -1);";

    private readonly ProjectFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_frameworks_symbols_are_those_of_the_project()
    {
        _folder.Project("P.csproj", Net10);
        _folder.Write("Net.cs", ForwardSource.Of("#if NET\nx = x.mean(new long[] { 1 });\n#endif\n" + View, "[N, 3, 8, 8]"));

        var result = ProjectMigration.Run(_folder.Load(), new MigrationOptions(RuleCatalog.Rules, Assume: false), CancellationToken.None);

        var text = Assert.Single(Assert.Single(result.Projects).Changed).Value.ToString();
        Assert.DoesNotContain("reshape(-1, 3, 64)", text);
        // mean takes the dim of 3 away: [N, 8, 8].
        Assert.Contains("x.mean(new long[] { 1 })", text);
        Assert.DoesNotContain(", 64", text);
    }

    [Theory]
    [InlineData("#if FLAT\nx = x.mean(new long[] { 1 });\n#endif\n")]
    [InlineData("#if !FLAT\nx = x.relu();\n#endif\n")]
    [InlineData("#if NET && FLAT\nx = x.relu();\n#endif\n")]
    [InlineData("#if OTHER\n#elif FLAT\nx = x.relu();\n#endif\n")]
    [InlineData("#if FLAT\n#else\nx = x.relu();\n#endif\n")]
    [InlineData("#if NET\n#if FLAT\nx = x.relu();\n#endif\n#endif\n")]
    public void A_method_with_a_disputed_directive_has_no_proven_fix(string before) =>
        Assert.NotEqual(Safety.Proven, ViewIn(Uncertain, before + View).Safety);

    [Theory]
    [InlineData("#if OTHER\nx = x.relu();\n#endif\n")]
    [InlineData("#if NET8_0_OR_GREATER || FLAT\nx = x.relu();\n#endif\n")]
    [InlineData("#if NETFRAMEWORK && FLAT\nx = x.relu();\n#endif\n")]
    [InlineData("#if NET\n#elif FLAT\nx = x.relu();\n#endif\n")]
    [InlineData("#if OTHER\n#if FLAT\nx = x.relu();\n#endif\n#endif\n")]
    [InlineData("#if false\nx = x.relu();\n#endif\n")]
    [InlineData("")]
    public void A_directive_whose_outcome_is_certain_takes_no_proof_away(string before) =>
        Assert.Equal(Safety.Proven, ViewIn(Uncertain, before + View).Safety);

    [Theory]
    [InlineData("#define FLAT\n", true)]
    [InlineData("#undef FLAT\n", true)]
    [InlineData("#if FLAT\n#define OTHER\n#endif\n", false)]
    public void What_a_file_defines_itself_is_certain_unless_that_is_disputed(string top, bool isProven)
    {
        _folder.Project("P.csproj", Uncertain);
        _folder.Write("Net.cs", top + ForwardSource.Of("#if FLAT\nx = x.relu();\n#endif\n" + View, "[N, 3, 8, 8]"));
        Assert.Equal(isProven, Assert.Single(Findings()).Safety == Safety.Proven);
    }

    [Fact]
    public void A_disputed_field_takes_the_proofs_of_the_whole_class_and_of_those_that_use_it()
    {
        _folder.Project("P.csproj", Uncertain);
        _folder.Write("Net.cs", ForwardSource.Of(View, "[N, 3, 8, 8]").Replace("public class", "public partial class"));
        _folder.Write("Net.Layers.cs", "public partial class Net\n{\n#if FLAT\n    private int size = 1;\n#endif\n}\n");
        _folder.Write(
            "User.cs",
            ForwardSource
                .Of(View, "[N, 3, 8, 8]", "private readonly Net net = new();")
                .Replace("class Net", "class User")
                .Replace("Net()", "User()")
                .Replace("new();", "new Net();"));
        _folder.Write("Other.cs", ForwardSource.Of(View, "[N, 3, 8, 8]").Replace("Net", "Other"));

        var safeties = Findings().ToDictionary(f => Path.GetFileName(f.Node.SyntaxTree.FilePath), f => f);

        Assert.Equal(Safety.Assumed, safeties["Net.cs"].Safety);
        Assert.Equal("'#if FLAT' in line 3 of Net.Layers.cs does not hold", safeties["Net.cs"].Assumption);
        Assert.Equal(Safety.Assumed, safeties["User.cs"].Safety);
        Assert.Equal(Safety.Proven, safeties["Other.cs"].Safety);
    }

    [Fact]
    public void A_disputed_directive_outside_of_classes_takes_the_proofs_of_the_file()
    {
        _folder.Project("P.csproj", Uncertain);
        _folder.Write("Net.cs", "#if FLAT\nusing System.Text;\n#endif\n" + ForwardSource.Of(View, "[N, 3, 8, 8]"));
        Assert.Equal(Safety.Assumed, Assert.Single(Findings()).Safety);
    }

    [Fact]
    public void A_disputed_global_using_takes_the_proofs_of_every_file()
    {
        _folder.Project("P.csproj", Uncertain);
        _folder.Write("Usings.cs", "#if FLAT\nglobal using System.Text;\n#endif\n");
        _folder.Write("Net.cs", ForwardSource.Of(View, "[N, 3, 8, 8]"));
        Assert.Equal(Safety.Assumed, Assert.Single(Findings()).Safety);
    }

    [Fact]
    public void Without_a_project_every_symbol_is_disputed()
    {
        _folder.Write("Net.cs", ForwardSource.Of("#if NET\nx = x.relu();\n#endif\n" + View, "[N, 3, 8, 8]"));
        _folder.Write("Other.cs", ForwardSource.Of(View, "[N, 3, 8, 8]").Replace("Net", "Other"));

        var findings = Findings();

        Assert.Equal("'#if NET' in line 21 of Net.cs holds", findings[0].Assumption);
        Assert.Equal([Safety.Assumed, Safety.Proven], findings.Select(f => f.Safety));
    }

    [Fact]
    public void A_forward_that_may_not_be_compiled_so_is_not_said_to_throw()
    {
        _folder.Project("P.csproj", Uncertain);
        _folder.Write("Net.cs", ForwardSource.Of("#if !FLAT\nx = x.view(-1, 5, 7);\n#endif\nreturn x.matmul(ones(4, 4));", "[2, 3, 8, 8]"));
        Assert.DoesNotContain(Findings(), f => f.Rule.Id == "MFX0001");
    }

    private Finding ViewIn(string properties, string body)
    {
        _folder.Project("P.csproj", properties);
        _folder.Write("Net.cs", ForwardSource.Of(body, "[N, 3, 8, 8]"));
        return Assert.Single(Findings());
    }

    private List<Finding> Findings() =>
        [.. _folder.Load().SelectMany(p => ProjectMigration.Inspect(p, RuleCatalog.Rules, CancellationToken.None))];
}
