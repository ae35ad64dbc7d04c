using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Loading;

/// <summary>A project read as text says what MSBuild would say of it, or that it is not certain.</summary>
public sealed class ProjectTextTests : IDisposable
{
    private const string Net10 = "<TargetFramework>net10.0</TargetFramework>";

    private readonly ProjectFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>MSBuild itself is asked what the compiler is given.</summary>
    [Theory]
    [InlineData(
        Net10
            + "<ImplicitUsings>enable</ImplicitUsings><Nullable>annotations</Nullable><LangVersion>12</LangVersion>"
            + "<AllowUnsafeBlocks>true</AllowUnsafeBlocks><NoWarn>$(NoWarn);CS0168;219</NoWarn>",
        """
        <Using Include="System.Text;System.Globalization" />
        <Using Include="System.Math" Static="true" />
        <Using Include="System.Console"><Static>true</Static></Using>
        <Using Include="System.Text.StringBuilder" Alias="Builder" />
        <Using Include="System.DateTime"><Alias>Moment</Alias></Using>
        <Using Remove="System.Net.Http;System.IO" />
        """)]
    [InlineData(
        "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks><Nullable>warnings</Nullable>"
            + "<CheckForOverflowUnderflow>true</CheckForOverflowUnderflow>"
            + "<DefineConstants>$(DefineConstants);ONE;TWO</DefineConstants><Own>THREE</Own>"
            + "<DefineConstants>$(DefineConstants);$(Own)</DefineConstants>",
        "")]
    [InlineData(
        Net10
            + "<DefineConstants>ONLY</DefineConstants><DisableImplicitFrameworkDefines>true</DisableImplicitFrameworkDefines>"
            + "<EnableDefaultCompileItems>false</EnableDefaultCompileItems><Nullable>enable</Nullable>",
        """<Compile Include="Net.cs;Parts/A*.cs" />""")]
    [InlineData(
        Net10
            + "<DefaultItemExcludes>$(DefaultItemExcludes);Old/Deep/**</DefaultItemExcludes><NoWarn>168</NoWarn>"
            + "<LangVersion>latest</LangVersion>",
        """<Compile Remove="Old/**" /><Compile Remove="Parts\*.old.cs" /><Compile Include="Shared/**/*.txt" """
            + """Exclude="Shared/**/No*.txt" />""")]
    public void A_folder_is_compiled_as_its_project(string properties, string items)
    {
        foreach (var name in new[] { "Net.cs",
            "Old/A.cs",
            "Old/Deep/B.cs",
            "Parts/A1.cs",
            "Parts/A2.old.cs",
            "Shared/Deep/C.txt",
            "Shared/No.txt" })
            _folder.Write(name, $"class {Path.GetFileName(name).Replace(".", "_")} {{ }}");
        var project = _folder.Project("P.csproj", properties, items);
        Command.Dotnet(_folder.Path, "restore", project).Succeeded();

        var asProject = _folder.Load("P.csproj").ToDictionary(p => p.Framework!, p => p.Compilation);
        var asText = _folder.Load().ToDictionary(p => p.Framework!);

        Assert.Equal(asProject.Keys.Order(), asText.Keys.Order());
        foreach (var (framework, expected) in asProject)
        {
            var actual = asText[framework];
            Assert.Empty(actual.Doubts);
            Assert.Equal(UncertainSymbols.None, actual.Settings.UncertainSymbols);
            Assert.Equal(Parse(expected).LanguageVersion, Parse(actual.Compilation).LanguageVersion);
            Assert.Equal(Symbols(expected), Symbols(actual.Compilation));
            Assert.Equal(expected.Options.NullableContextOptions, actual.Compilation.Options.NullableContextOptions);
            Assert.Equal(expected.Options.AllowUnsafe, actual.Compilation.Options.AllowUnsafe);
            Assert.Equal(expected.Options.CheckOverflow, actual.Compilation.Options.CheckOverflow);
            Assert.Equal(expected.Options.WarningLevel, actual.Compilation.Options.WarningLevel);
            Assert.Equal(Suppressed(expected), Suppressed(actual.Compilation));
            Assert.Equal(Sources(expected), Sources(actual.Compilation));
            Assert.Equal(Usings(expected), Usings(actual.Compilation));
        }
    }

    [Theory]
    [InlineData(
        """<DefineConstants Condition="'$(Configuration)' == 'Debug'">$(DefineConstants);CUDA</DefineConstants>""",
        "",
        "DefineConstants has a condition in P.csproj",
        "CUDA",
        "OTHER")]
    [InlineData(
        "<DefineConstants>$([System.String]::Copy('A'))</DefineConstants>",
        "",
        "DefineConstants is computed in P.csproj",
        "A OTHER",
        "NET NET10_0_OR_GREATER")]
    [InlineData("<DefineConstants>$(Elsewhere)</DefineConstants>", "", "DefineConstants depends on Elsewhere in P.csproj", "OTHER", "NET")]
    [InlineData(
        """<LangVersion Condition="'$(X)' == ''">12</LangVersion>""",
        "",
        "LangVersion has a condition in P.csproj",
        "",
        "OTHER NET")]
    [InlineData("""<Nullable Condition="true">enable</Nullable>""", "", "Nullable has a condition in P.csproj", "", "NET")]
    [InlineData("", """<Using Include="A" Condition="'$(X)' == ''" />""", "Using has a condition in P.csproj", "", "NET")]
    [InlineData("</PropertyGroup><Import Project=\"more.props\" /><PropertyGroup>", "", "P.csproj imports more.props", "CUDA", "NET")]
    [InlineData(
        "<CompilerResponseFile>more.rsp</CompilerResponseFile>",
        "",
        "P.csproj names a response file of the compiler",
        "CUDA",
        "NET")]
    [InlineData(
        "</PropertyGroup><PropertyGroup Condition=\"'$(X)' == ''\"><DefineConstants>ONLY</DefineConstants>",
        "",
        "DefineConstants has a condition in P.csproj",
        "ONLY TRACE",
        "NET OTHER")]
    [InlineData(
        "</PropertyGroup><Choose><When Condition=\"true\"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup></When>"
            + "</Choose><PropertyGroup>",
        "",
        "TargetFramework has a condition in P.csproj",
        "NET CUDA",
        "")]
    [InlineData(
        "</PropertyGroup><Target Name=\"T\"><PropertyGroup><DefineConstants>$(DefineConstants);LATE</DefineConstants></PropertyGroup>"
            + "</Target><PropertyGroup>",
        "",
        "DefineConstants has a condition in P.csproj",
        "LATE",
        "NET OTHER")]
    public void What_is_not_certain_is_named(string properties, string items, string doubt, string uncertain, string certain)
    {
        _folder.Write("Net.cs", "class A { }");
        _folder.Project("P.csproj", Net10 + properties, items);

        var project = Assert.Single(_folder.Load());

        Assert.Equal(doubt, Assert.Single(project.Doubts));
        Assert.All(Words(uncertain), s => Assert.True(project.Settings.UncertainSymbols.Contains(s), s));
        Assert.All(Words(certain), s => Assert.False(project.Settings.UncertainSymbols.Contains(s), s));
    }

    [Fact]
    public void Options_that_MSBuild_takes_from_a_file_are_not_known()
    {
        _folder.Write("Directory.Build.rsp", "-p:DefineConstants=CUDA");
        _folder.Write("Net.cs", "class A { }");
        _folder.Project("P.csproj", Net10);

        var project = Assert.Single(_folder.Load());

        Assert.StartsWith("MSBuild takes options from ", Assert.Single(project.Doubts));
        Assert.True(project.Settings.UncertainSymbols.Contains("CUDA"));
    }

    [Theory]
    [InlineData("Some.Other.Sdk", "P.csproj uses the SDK Some.Other.Sdk")]
    [InlineData("Some.Other.Sdk/1.2.3", "P.csproj uses the SDK Some.Other.Sdk")]
    public void An_SDK_that_is_not_known_may_define_anything_but_the_framework(string sdk, string doubt)
    {
        _folder.Write("Net.cs", "class A { }");
        _folder.Project("P.csproj", Net10, sdk: sdk);

        var project = Assert.Single(_folder.Load());

        Assert.Equal(doubt, Assert.Single(project.Doubts));
        Assert.True(project.Settings.UncertainSymbols.Contains("CUDA"));
        Assert.False(project.Settings.UncertainSymbols.Contains("NET8_0_OR_GREATER"));
    }

    [Fact]
    public void A_project_without_a_framework_makes_no_symbol_certain()
    {
        _folder.Write("Net.cs", "class A { }");
        _folder.Project("P.csproj", "");

        var project = Assert.Single(_folder.Load());

        Assert.Equal("P.csproj states no target framework that is known", Assert.Single(project.Doubts));
        Assert.Null(project.Framework);
        Assert.True(project.Settings.UncertainSymbols.Contains("NET"));
    }

    [Fact]
    public void Files_above_the_project_are_read_too()
    {
        _folder.Write(
            "Directory.Build.props",
            "<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework><DefineConstants>ABOVE</DefineConstants>"
                + "</PropertyGroup></Project>");
        _folder.Write("Directory.Packages.props", "<Project><PropertyGroup><Own>PACKAGES</Own></PropertyGroup></Project>");
        _folder.Write(
            "Directory.Build.targets",
            "<Project><PropertyGroup><DefineConstants>$(DefineConstants);BELOW;$(MSBuildProjectName)</DefineConstants>"
                + "</PropertyGroup></Project>");
        _folder.Write("src/P/Net.cs", "class A { }");
        _folder.Project("src/P/P.csproj", "<DefineConstants>$(DefineConstants);$(Own)</DefineConstants>");

        var project = Assert.Single(_folder.Load());

        Assert.Empty(project.Doubts);
        Assert.Empty(new[] { "ABOVE", "PACKAGES", "BELOW", "P", "TRACE", "DEBUG", "NET10_0" }.Except(Symbols(project.Compilation)));
    }

    [Fact]
    public void The_web_brings_its_own_namespaces()
    {
        _folder.Write("Net.cs", "class A { IApplicationBuilder? app; ILogger? logger; }");
        _folder.Project(
            "P.csproj", Net10 + "<ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable>", sdk: "Microsoft.NET.Sdk.Web");

        Assert.DoesNotContain(Assert.Single(_folder.Load()).Compilation.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void A_project_that_is_not_XML_is_named_with_its_place()
    {
        _folder.Write("Net.cs", "class A { }");
        _folder.Write("P.csproj", "<Project>\n  <PropertyGroup>\n</Project>");
        Assert.Contains("P.csproj: not a valid project file at line 3", Assert.Throws<EngineException>(() => _folder.Load()).Message);
    }

    private static CSharpParseOptions Parse(CSharpCompilation compilation) => (CSharpParseOptions)compilation.SyntaxTrees[0].Options;

    private static List<string> Symbols(CSharpCompilation compilation) =>
        [.. Parse(compilation).PreprocessorSymbolNames.Order(StringComparer.Ordinal)];

    private static List<string> Suppressed(CSharpCompilation compilation) =>
        [.. compilation.Options.SpecificDiagnosticOptions
            .Where(o => o.Key.StartsWith("CS", StringComparison.Ordinal) && o.Value == ReportDiagnostic.Suppress)
            .Select(o => o.Key)
            .Order(StringComparer.Ordinal)];

    private static List<string> Sources(CSharpCompilation compilation) =>
        [.. compilation.SyntaxTrees
            .Select(t => t.FilePath)
            .Where(p => !p.Contains("/obj/", StringComparison.Ordinal) && File.Exists(p))
            .Order(StringComparer.Ordinal)];

    private static List<string> Usings(CSharpCompilation compilation) => [.. compilation.SyntaxTrees
        .SelectMany(t => t.GetCompilationUnitRoot().Usings)
        .Where(u => !u.GlobalKeyword.IsKind(SyntaxKind.None))
        .Select(u => u.ToString().Replace("global::", "", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
