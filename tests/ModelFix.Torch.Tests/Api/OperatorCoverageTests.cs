using System.Reflection;
using TorchSharp;

namespace ModelFix.Torch.Tests.Api;

/// <summary>No operator without numbers from real PyTorch: a new overload fails here until a golden calls it.</summary>
public sealed class OperatorCoverageTests
{
    [Fact]
    public void Every_operator_has_goldens_from_PyTorch()
    {
        var operators = Operators.All.ToList();
        var without = operators.Where(static method => !Operators.WithGoldens.Contains(method)).Select(Text).Order(StringComparer.Ordinal).ToList();

        Assert.True(operators.Count > 1000, "the operators were not found");
        Assert.True(without.Count == 0, $"{without.Count} of {operators.Count} have none; add cases to tests/oracle and run it:\n" + string.Join("\n", without));
    }

    [Fact]
    public void Every_layer_is_made_by_a_factory_that_has_goldens()
    {
        var made = Operators.WithGoldens.OfType<MethodInfo>().Select(static method => method.ReturnType).ToHashSet();
        var without = PublicSurface.Types(typeof(torch).Assembly)
            .Where(static type => type.Namespace == "TorchSharp.Modules" && typeof(torch.nn.Module).IsAssignableFrom(type) && !type.IsAbstract && !type.IsGenericType)
            .Where(type => !made.Contains(type) && !NotOperators.Members.ContainsKey("torch.nn." + type.Name))
            .Select(static type => type.Name);

        Assert.Empty(without);
    }

    [Fact]
    public void No_exception_is_out_of_date()
    {
        var types = PublicSurface.Types(typeof(torch).Assembly).ToList();
        var members = types.SelectMany(Operators.Methods).ToLookup(Operators.Name);

        Assert.Empty(NotOperators.Types.Keys.Except(types.Select(PublicSurface.Name)));
        Assert.All(NotOperators.Members.Keys, name => Assert.Contains(members[name], static method => !Operators.WithGoldens.Contains(method)));
    }

    private static string Text(MethodInfo method) => $"{PublicSurface.Name(method.DeclaringType!)}: {PublicSurface.Signature(method)}";
}
