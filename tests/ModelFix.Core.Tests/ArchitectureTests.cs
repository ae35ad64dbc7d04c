using System.Xml.Linq;
using ModelFix.Core.Operators;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ModelFix.Core.Tests;

/// <summary>
/// The floors of the core and the arrows between the projects, as they are compiled: what stands lower never uses what stands higher.
/// </summary>
public sealed class ArchitectureTests
{
    /// <summary>From the ground up; each uses those before it.</summary>
    private static readonly string[] Floors =
    [
        "TorchSharp", "Values", "Export", "Operators", "Layers", "Interpretation", "Contracts", "Targets", "Configuration", "Rewriting",
        "Knowledge",
    ];

    /// <summary>The projects, and which of the others each may name.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["src/ModelFix.Core"] = [],
        ["analyzers/ModelFix.Analyzers"] = ["ModelFix.Core"],
        ["codefixes/ModelFix.CodeFixes"] = ["ModelFix.Analyzers"],
        ["src/ModelFix.Recorder"] = [],
        ["src/ModelFix.Engine"] = ["ModelFix.Core", "ModelFix.Analyzers", "ModelFix.Recorder"],
        ["src/ModelFix.Cli"] = ["ModelFix.Engine"],
        ["src/ModelFix.Analyzers.Package"] = ["ModelFix.CodeFixes"],
    };

    private static readonly ModuleDefinition Core = ModuleDefinition.ReadModule(typeof(OperatorCatalog).Assembly.Location);

    [Fact]
    public void No_floor_of_the_core_uses_a_higher_one()
    {
        var upward = Core.Types
            .SelectMany(t => Used(t).Distinct().Select(u => (From: t.FullName, To: u)))
            .Where(arrow => Floor(arrow.To) > Floor(arrow.From))
            .Select(arrow => $"{arrow.From} uses {arrow.To}")
            .Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal("", string.Join("\n", upward));
    }

    [Fact]
    public void Every_type_of_the_core_stands_on_a_floor() => Assert.Equal(
        Floors.Order(StringComparer.Ordinal),
        Core.Types
            .Where(t => t.Namespace.StartsWith("ModelFix.Core", StringComparison.Ordinal))
            .Select(t => t.Namespace.Split('.').Last())
            .Distinct()
            .Order(StringComparer.Ordinal));

    [Fact]
    public void The_arrows_are_seen() =>
        Assert.Contains("ModelFix.Core.Operators.OperatorCatalog", Used(Core.GetType("ModelFix.Core.Knowledge.TensorStorage")));

    [Fact]
    public void The_projects_name_each_other_in_one_direction()
    {
        foreach (var (project, allowed) in Arrows)
        {
            var file = Path.Combine(Testing.Repository.Root, project, Path.GetFileName(project) + ".csproj");
            var named = XDocument
                .Load(file)
                .Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));

            Assert.Empty(named.Except(allowed));
        }

        var known = Arrows.Keys.Select(Path.GetFileName).ToList();
        var projects = new[] { "src", "analyzers", "codefixes" }
            .SelectMany(d => Directory.EnumerateDirectories(Path.Combine(Testing.Repository.Root, d)))
            .Where(d => Directory.EnumerateFiles(d, "*.csproj").Any())
            .Select(Path.GetFileName);
        Assert.Empty(projects.Except(known));
    }

    [Theory]
    [InlineData("Microsoft.CodeAnalysis.Workspaces")]
    [InlineData("TorchSharp")]
    public void The_core_is_loaded_without(string assembly) => Assert.DoesNotContain(Core.AssemblyReferences, r => r.Name == assembly);

    private static int Floor(string type)
    {
        var parts = type.Split('.');
        return parts.Length > 3 && parts[0] == "ModelFix" && parts[1] == "Core" ? Array.IndexOf(Floors, parts[2]) : -1;
    }

    /// <summary>The types of the core that a type names in its declarations and its code.</summary>
    private static IEnumerable<string> Used(TypeDefinition type)
    {
        var named = new List<TypeReference?> { type.BaseType };
        named.AddRange(type.Interfaces.Select(i => i.InterfaceType));
        named.AddRange(type.Fields.Select(f => f.FieldType));
        foreach (var method in type.Methods)
        {
            named.Add(method.ReturnType);
            named.AddRange(method.Parameters.Select(p => p.ParameterType));
            if (!method.HasBody) continue;
            named.AddRange(method.Body.Variables.Select(v => v.VariableType));
            named.AddRange(method.Body.Instructions.SelectMany(Named));
        }

        return named.SelectMany(Parts).Select(t => Outermost(t).FullName).Concat(type.NestedTypes.SelectMany(Used));
    }

    private static IEnumerable<TypeReference?> Named(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method =>
            [method.DeclaringType, method.ReturnType, .. method.GenericArguments, .. method.Parameters.Select(p => p.ParameterType)],
        MethodReference method => [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(p => p.ParameterType)],
        _ => [],
    };

    /// <summary>A type with all that it is made of: elements of arrays, arguments of generics.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null => [],
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification made => Parts(made.ElementType),
        _ => [type],
    };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
