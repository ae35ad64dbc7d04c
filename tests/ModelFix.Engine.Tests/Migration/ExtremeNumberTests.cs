using ModelFix.Analyzers;
using ModelFix.Core.Configuration;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Migration;

/// <summary>
/// Numbers at the ends of their range, wherever a program gives integers: every migration ends, without a defect, and does the rest.
/// </summary>
public sealed class ExtremeNumberTests
{
    private const int Groups = 24;

    /// <summary>Ten times what the slowest group takes here; a loop over a number of elements would never end.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private static readonly string[] Numbers =
        ["0", "-1", "1", "int.MinValue", "int.MaxValue", "long.MinValue", "long.MaxValue", "1L << 40", "-(1L << 40)"];

    private static readonly string[] Statements =
    [
        "x = x[.., n];",
            "x = x[.., (int)n];",
            "x = x[.., ..(int)n];",
            "x = x[.., (int)n..];",
            "x = x[.., ^(int)n..];",
            "x[.., (int)n] = 0f;",
            "x[.., ..(int)n] = 0f;",
        "x[TensorIndex.Colon, TensorIndex.Slice(n, null, n)] = 0f;",
            "x[.., TensorIndex.Slice(0, n)] = x[.., TensorIndex.Slice(0, n)] * 2;",
            "x[TensorIndex.Single(n)] += 1f;",
        "x = x.view(x.shape[0], n);",
            "x = x.view(x.shape[0] / n, -1);",
            "x = x.reshape(x.shape[0] % n, -1);",
            "x = x.view(x.shape[0] * n, -1);",
            "x = x.view(x.shape[(int)n], -1);",
        "x = x.narrow(1, (int)n - 1, (int)n + 1);",
            "x = x.sum((int)(n / -1));",
            "x = x.select(1, Math.Abs(n));",
            "x = x.repeat(1, n, n * n);",
            "x = zeros(n, -n, n << 3);",
        "x = x.narrow(1, 0, (long)Math.Ceiling(n / 1e-300));",
            "x = x.squeeze(n).squeeze((int)n);",
            "for (long i = n; i < n + 3; i++) x = x.select(0, i);",
        "for (var i = (int)n; i <= int.MaxValue; i++) { x = x[.., i]; break; }",
            "x = functional.adaptive_avg_pool2d(x, n);",
            "x = Conv2d(3, 4, 3, stride: n, padding: n, dilation: n).call(x);",
        "x = ConvTranspose3d(3, 4, 3, stride: n, padding: n, output_padding: n).call(x);",
            "x = MaxPool2d(n, n, n).call(x);",
            "x = AdaptiveMaxPool2d(n).call(x);",
        "var k = x.shape[1]; for (var i = 0; i < 70; i++) k *= n; x = x.view(-1, k);",
    ];

    public static TheoryData<int> EachGroup => new(Enumerable.Range(0, Groups));

    public static TheoryData<string> Contracts =>
    [
        "[N, 9223372036854775807, 2]",
            "[N, 9223372036854775807*2]",
            "[9223372036854775808]",
            "[N*4611686018427387904*4, 3]",
            "[N, 0]",
            "[N, 3, 4611686018427387904, 4611686018427387904]",
        "[N, C/0]",
            "[0, 0, 0, 0]",
            "[N, 3, 1099511627776, 1099511627776]",
            "int64[9223372036854775807]",
            "[N, 3, 0-9223372036854775807-2, 8]",
            "[N, H, W], H % 999999999 == 0, H % 999999998 == 0, W >= 999999999",
    ];

    [Fact]
    public void There_are_calls_of_operators_and_layers()
    {
        Assert.True(ExtremeCalls.All.Count > 150, $"only {ExtremeCalls.All.Count} names");
        Assert.Superset(
            new HashSet<string> { "view", "narrow", "Conv2d", "arange", "zeros", "AdaptiveAvgPool2d", "interpolate", "clamp", "unfold" },
            ExtremeCalls.All.Select(c => c.Name).ToHashSet());
    }

    [Theory, MemberData(nameof(EachGroup))]
    public Task Each_operator_and_layer_takes_them(int group) => Ends(ExtremeCalls.All
        .Where((_, i) => i % Groups == group)
        .Select(o =>
            ($"Op_{o.Name}.cs",
                ExtremeCalls.Source($"Op_{o.Name}", o.Calls, group % 2 == 0 ? "float32[N, 3, 8, 8]" : "int64[4, 3, 8, 8]"))));

    [Fact]
    public Task Each_statement_takes_them() => Ends(Statements.Select((statement, i) => ($"S{i}.cs", string.Join("\n", ForwardSource
        .Of(
            string.Join("\n", Numbers.Select((n, k) => $"x = F{k}(x);")) + "\nreturn x.clamp(min: 0f);",
            "[N, 3, 8, 8]",
            string.Join("\n", Numbers.Select((n, k) => $"private static Tensor F{k}(Tensor x) {{ long n = {n}; {statement} return x; }}")))
        .Replace("Net", $"S{i}", StringComparison.Ordinal)))));

    [Theory, MemberData(nameof(Contracts))]
    public Task Each_contract_of_a_doc_comment_takes_them(string contract) => Ends([("Net.cs", Everything(contract))]);

    [Theory, MemberData(nameof(Contracts))]
    public async Task Each_contract_of_modelfix_json_takes_them(string contract)
    {
        var json =
            $$"""{ "models": { "Net": { "inputs": { "x": "{{contract}}" },"""
                + """ "bindings": { "N": 9223372036854775807 }, "arguments": { "k": 9223372036854775807 } } } }""";
        var settings = ModelSettingsReader.Read([], json, "modelfix.json", out var errors);

        Assert.All(errors, e => Assert.StartsWith("modelfix.json", e.ToString()));
        await Ends([("Net.cs", Everything(null))], settings);
    }

    [Fact]
    public void A_contract_that_no_tensor_fits_is_an_error_with_its_place()
    {
        ModelSettingsReader.Read(
            [], """{ "models": { "Net": { "inputs": { "x": "[N, 9223372036854775807, 2]" } } } }""", "modelfix.json", out var errors);

        Assert.Equal(
            "modelfix.json(1,41): Input \"x\": no tensor is as large as \"[N, 9223372036854775807, 2]\". "
                + "Write sizes whose product 64 bits hold, or name the sizes that vary.",
            Assert.Single(errors).ToString());
    }

    [Fact]
    public void A_clamp_that_gets_the_least_number_is_read_by_the_next_round()
    {
        var migrated = TestProject.Of(("Net.cs", ForwardSource.Of("return x.clamp(max: 2);", "int64[N]"))).Migrate([.. RuleCatalog.Rules]);

        Assert.Equal(ForwardSource.Of("return x.clamp(min: long.MinValue, max: 2);", "int64[N]"), migrated.Text("Net.cs"));
        Assert.Equal(["MFX1101 Net.cs fixed"], migrated.Story());
    }

    /// <summary>Code that every rule has something to say about.</summary>
    private static string Everything(string? contract) => ForwardSource.Of(
        """
        x[.., 0] = 1f;
        x[.., TensorIndex.Slice(0, null, 2)] = 2f;
        x = functional.adaptive_avg_pool2d(x.view(x.shape[0], x.shape[1], -1, 2), 3);
        x = pool.call(up.call(x)).squeeze(1).squeeze();
        x = functional.normalize(x.flatten(1).view(x.shape[0] * x.shape[1], -1));
        return x.clamp(min: 0f);
        """,
        contract,
        "private readonly AdaptiveAvgPool2d pool = AdaptiveAvgPool2d(7); "
            + "private readonly ConvTranspose2d up = ConvTranspose2d(3, 3, 3, stride: 2, output_padding: 1);");

    /// <summary>The migration ends, nothing in it is a defect, and a file beside is migrated.</summary>
    private static async Task Ends(IEnumerable<(string Name, string Source)> files, ModelSettings? settings = null)
    {
        var beside = ForwardSource.Of("return x.clamp(min: 0f);").Replace("Net", "Beside", StringComparison.Ordinal);
        var project = TestProject.Of([.. files, ("Beside.cs", beside)]);
        project = project with { Settings = settings ?? project.Settings };

        var migrated = await Task.Run(() => TestProject.Migrate([project], assume: true, [.. RuleCatalog.Rules])).WaitAsync(Limit);

        Assert.Equal(
            "",
            string.Join(
                '\n',
                migrated.Outcomes
                    .Where(o => o.RuleId == "MFX9999")
                    .Select(o => $"{o.File}: {o.Finding.Node.ToString().Split('\n')[0]}: {o.Finding.Message}")
                    .Distinct()));
        Assert.Equal(
            beside.Replace("min: 0f", "min: 0f, max: double.PositiveInfinity", StringComparison.Ordinal), migrated.Text("Beside.cs"));
    }
}
