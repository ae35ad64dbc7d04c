using System.Globalization;
using System.Text;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary>
/// Three solutions with forty projects, in which is everything that repositories hold, and what each file is to hold after a run over them.
/// </summary>
internal sealed class GeneratedRepository : IDisposable
{
    private const string Link = "<Compile Include=\"../../common/Shared.cs\" Link=\"Shared.cs\" />";

    /// <summary>So many projects have nothing special.</summary>
    private const int Ordinary = 32;

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _outside = new();
    private readonly SortedDictionary<string, byte[]?> _expected = new(StringComparer.Ordinal);

    public static IReadOnlyList<string> Solutions { get; } = ["one.slnx", "two.slnx", "three.slnx"];

    public string Path => _folder.Path;

    public void Dispose()
    {
        _folder.Dispose();
        _outside.Dispose();
    }

    /// <summary>Writes it; nothing is committed yet.</summary>
    public void Write()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        _folder.Write("Directory.Build.props", Shared);
        _folder.Write(".gitignore", "obj/\nobj2/\n");
        Fixed("common/Shared.cs", "Shared");
        WriteEncodings();
        WriteKept();
        foreach (var number in Enumerable.Range(1, Ordinary))
        {
            Project(Named(number));
            Fixed($"src/{Named(number)}/Model.cs", Named(number));
        }

        foreach (var (project, file) in new[] { ("Editing", "Edited"), ("Deleting", "Deleted") })
        {
            Project(project);
            Fixed($"src/{project}/{file}.cs", file);
            Fixed($"src/{project}/Beside{file}.cs", "Beside" + file);
        }

        Solution("one", ["Multi", "Linking", .. Enumerable.Range(1, Ordinary).Select(Named)]);
        Solution("two", ["Linking", "Wide", "Chinese", "Kept"]);
        Solution("three", ["Broken", "Editing", "Deleting"]);
    }

    /// <summary>Says that a file is to hold a text, or is not to be there.</summary>
    public void Expect(string file, string? text) => _expected[file] = text is null ? null : Encoding.UTF8.GetBytes(text);

    public void AssertExpected()
    {
        Assert.All(_expected, f => Assert.Equal(f.Value, On(f.Key) is var path && File.Exists(path) ? File.ReadAllBytes(path) : null));
        Assert.Equal(Model("LinkOut"), File.ReadAllText(System.IO.Path.Combine(_outside.Path, "LinkOut.cs")));
    }

    /// <summary>A model with a squeeze that becomes a select.</summary>
    public static string Model(string name) => ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]").Replace("Net", name);

    public static string FixedModel(string name) => Model(name).Replace("x.squeeze(1)", "x.select(1, 0)");

    private static string Shared => $"""
        <Project>
          <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
          <ItemGroup><Reference Include="{Torch("net8.0")}" Condition="'$(TargetFramework)' != 'netstandard2.0'" /></ItemGroup>
          <ItemGroup><Reference Include="{Torch("netstandard2.0")}" Condition="'$(TargetFramework)' == 'netstandard2.0'" /></ItemGroup>
        </Project>
        """;

    private static string Torch(string framework) =>
        System.IO.Path.Combine(OwnHome.BuiltWith, "torchsharp", TorchSharpSurface.Versions[^1], "lib", framework, "TorchSharp.dll");

    private static string Named(int number) => string.Create(CultureInfo.InvariantCulture, $"Part{number:00}");

    private void WriteEncodings()
    {
        Project("Multi", "<TargetFramework /><TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>", Link);
        Fixed("src/Multi/Plain.cs", "Plain");
        Fixed("src/Multi/Tabs.cs", "Tabs", new UTF8Encoding(true), t => t.Replace("    ", "\t").Replace("\n", "\r\n"));
        Project("Linking", items: Link);
        Fixed("src/Linking/Own.cs", "Own", written: t => t.TrimEnd());
        Project("Wide");
        Fixed("src/Wide/Wide.cs", "Wide", new UnicodeEncoding(bigEndian: false, byteOrderMark: true), t => t.Replace("\n", "\r\n"));
        Project("Chinese", "<CodePage>936</CodePage>");
        Fixed("src/Chinese/Chinese.cs", "Chinese", Encoding.GetEncoding("gb2312"), t => "// 立体匹配\r\n" + t);
    }

    private void WriteKept()
    {
        Project("Kept");
        Fixed("src/Kept/Free.cs", "Free");
        File.SetAttributes(Kept("src/Kept/ReadOnly.cs", "ReadOnly"), FileAttributes.ReadOnly);
        Kept("src/Kept/obj2/Ignored.cs", "Ignored");
        File.CreateSymbolicLink(On("src/Kept/LinkOut.cs"), _outside.Write("LinkOut.cs", Model("LinkOut")));
        File.CreateSymbolicLink(On("src/Kept/LinkIn.cs"), "../Extra/Target.cs");
        Kept("src/Extra/Target.cs", "Target");
        Project("Broken", items: "<PackageReference Include=\"No.Such.Package.Anywhere\" Version=\"1.0.0\" />");
        Kept("src/Broken/Broken.cs", "Broken");
    }

    private void Project(string name, string properties = "", string items = "") => _folder.Write(
        $"src/{name}/{name}.csproj",
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>{properties}</PropertyGroup>
          <ItemGroup>{items}</ItemGroup>
        </Project>
        """);

    private void Solution(string name, IEnumerable<string> projects) => _folder.Write(
        name + ".slnx", $"<Solution>{string.Concat(projects.Select(p => $"<Project Path=\"src/{p}/{p}.csproj\" />"))}</Solution>");

    private string Kept(string file, string name)
    {
        Expect(file, Model(name));
        return _folder.Write(file, Model(name));
    }

    private void Fixed(string file, string name, Encoding? encoding = null, Func<string, string>? written = null)
    {
        var bytes = encoding ?? new UTF8Encoding(false);
        var text = written is null ? Model(name) : written(Model(name));
        File.WriteAllBytes(_folder.Write(file, ""), [.. bytes.Preamble, .. bytes.GetBytes(text)]);
        _expected[file] = [.. bytes.Preamble, .. bytes.GetBytes(text.Replace("x.squeeze(1)", "x.select(1, 0)"))];
    }

    private string On(string file) => System.IO.Path.Combine(_folder.Path, file);
}
