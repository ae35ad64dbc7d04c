using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers.Migration;
using ModelFix.Core.Configuration;
using ModelFix.Core.Knowledge;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

public sealed class SupportModuleTests
{
    private const string Block = "public class Block : TorchSharp.torch.nn.Module { public Block() : base(\"b\") { } }";

    public static TheoryData<string> Names => new("ManualBatchNorm1d", "CropLeading");

    [Theory, MemberData(nameof(Names))]
    public void The_class_stands_in_the_namespace_that_all_modules_share(string name)
    {
        var reference = For(
            name, $"namespace A.B.C {{ {Block} }}", $"namespace A.B {{ public class Net {{ }} namespace D {{ {Block} }} }}")!;

        Assert.Equal(name, reference.TypeName);
        Assert.Equal(name + ".cs", reference.File!.Name);
        Assert.Contains("namespace A.B\n{\n    using", reference.File.Text);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_class_stands_in_the_global_namespace_where_modules_share_none(string name)
    {
        var reference = For(name, $"namespace A {{ {Block} }}", $"namespace B {{ {Block} }}")!;

        Assert.Equal(name, reference.TypeName);
        Assert.DoesNotContain("namespace ", reference.File!.Text);
    }

    [Fact]
    public void A_prefix_of_a_name_is_not_a_shared_namespace() =>
        Assert.Contains(
            "namespace A\n", For("CropLeading", $"namespace A.Models {{ {Block} }}", $"namespace A.ModelsOld {{ {Block} }}")!.File!.Text);

    [Theory, MemberData(nameof(Names))]
    public void The_class_compiles_from_CSharp_7_3_on_without_warnings(string name)
    {
        foreach (var version in new[] { LanguageVersion.CSharp7_3, LanguageVersion.CSharp8, LanguageVersion.Latest })
        {
            foreach (var module in new[] { Block,
                $"namespace A.System.TorchSharp {{ {Block.Replace("TorchSharp.", "global::TorchSharp.")} }}" })
            {
                var compilation = TestCompilation.Create(module, version);
                var file = For(name, compilation)!.File!;
                Assert.Empty(TestCompilation.Complaints(Add(compilation, file)));
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_class_is_added_once(string name)
    {
        var compilation = TestCompilation.Create($"namespace A {{ {Block} }}");
        var again = For(name, Add(compilation, For(name, compilation)!.File!))!;

        Assert.Null(again.File);
        Assert.Equal(name, again.TypeName);
    }

    [Fact]
    public void The_class_is_known_again_in_another_layout_and_namespace()
    {
        var ours = For("CropLeading", Block)!.File!.Text.Replace("#nullable disable\n", "");
        var usings = ours[..ours.IndexOf("///", StringComparison.Ordinal)];
        var moved = usings + "namespace Elsewhere;\n" + ours[usings.Length..].Replace("    ", "\t").Replace("// ", "// reworded: ");

        var reference = For("CropLeading", $"namespace A {{ {Block} }}", moved)!;

        Assert.Null(reference.File);
        Assert.Equal("global::Elsewhere.CropLeading", reference.TypeName);
    }

    [Theory]
    [InlineData("namespace A { public class CropLeading { } }")]
    [InlineData("namespace Other { public class Holder { public class CropLeading { } } }")]
    [InlineData("namespace Other.CropLeading { }")]
    public void A_project_that_uses_the_name_for_something_else_gets_none(string other) =>
        Assert.Null(For("CropLeading", $"namespace A {{ {Block} }}", other));

    [Theory]
    [InlineData("Tensor")]
    [InlineData("functional")]
    [InlineData("Module")]
    public void A_project_whose_own_types_would_hide_TorchSharps_gets_none(string hidden) =>
        Assert.Null(For("CropLeading", $"namespace A.B {{ {Block} public class {hidden} {{ }} }}"));

    [Fact]
    public void Types_of_outer_namespaces_hide_nothing()
    {
        var compilation = TestCompilation.Create(
            [("0.cs", $"namespace A.B {{ {Block} }}"), ("1.cs", "namespace A { public class Tensor { } public class Module { } }")]);
        Assert.Empty(TestCompilation.Complaints(Add(compilation, For("CropLeading", compilation)!.File!)));
    }

    [Fact]
    public void A_place_outside_the_namespace_names_the_class_from_global()
    {
        var compilation = TestCompilation.Create(
            [("Models.cs", $"namespace A {{ {Block} }}"), ("Other.cs", "namespace B { public class Other { } }")]);
        var other = compilation.SyntaxTrees[1];
        var at = other.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().Single().CloseBraceToken.Parent!;

        var reference = SupportModule.For("CropLeading", at, compilation.GetSemanticModel(other), Torch(compilation))!;

        Assert.Equal("global::A.CropLeading", reference.TypeName);
    }

    private static SupportReference? For(string name, params string[] sources) =>
        For(name, TestCompilation.Create(sources.Select((s, i) => ($"{i}.cs", s))));

    private static SupportReference? For(string name, Compilation compilation)
    {
        var tree = compilation.SyntaxTrees.First();
        var at = tree.GetRoot().DescendantNodes().OfType<ConstructorDeclarationSyntax>().First().Body!;
        return SupportModule.For(name, at, compilation.GetSemanticModel(tree), Torch(compilation));
    }

    private static TorchCompilation Torch(Compilation compilation) => TorchCompilation.Create(compilation, ModelSettings.Default)!;

    private static Compilation Add(Compilation compilation, Core.Rewriting.AddedFile file) =>
        FixRound.Apply(compilation, [new Fix("add") { AddedFiles = [file] }], folder: "");
}
