using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Values;

namespace ModelFix.Core.Contracts;

/// <summary>
/// What attributes of a module say that it is called with, as Onnxify's do: <c>[ModuleInput("x", ScalarType.Float32, "N", 3, 224)]</c>.
/// They are known by name, so that the library need not be there.
/// </summary>
internal static class ModuleInputs
{
    /// <summary>The contract of a parameter of forward, or null where no attribute states one that can be read.</summary>
    public static InputContract? Of(INamedTypeSymbol module, string parameter)
    {
        foreach (var attribute in module.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is not ("ModuleInputAttribute" or "ModuleInput")) continue;
            var said = attribute.ConstructorArguments
                .SelectMany(a => a.Kind == TypedConstantKind.Array ? a.Values : ImmutableArray.Create(a))
                .ToList();
            if (said.Count > 1 && said[0].Value as string == parameter) return Contract(said.Skip(1).ToList());
        }

        return null;
    }

    private static InputContract? Contract(List<TypedConstant> said)
    {
        var type = said.Where(s => s.Kind == TypedConstantKind.Enum).Select(NameOf).FirstOrDefault();
        var dims = said.Where(s => s.Kind != TypedConstantKind.Enum).Select(Dim).ToList();
        if (dims.Contains(null)) return null;
        return ShapeText.Parse($"{type}[{string.Join(", ", dims)}]", out _) is { IsTooLarge: false } contract ? contract : null;
    }

    /// <summary>The name of an enumeration's value as a dtype: Float32 is float32.</summary>
    private static string? NameOf(TypedConstant value) => value.Type?.GetMembers().OfType<IFieldSymbol>()
        .FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, value.Value))?.Name.ToLowerInvariant();

    private static string? Dim(TypedConstant size) => size.Value switch
    {
        string name => name,
        int or long => FormattableString.Invariant($"{size.Value}"),
        _ => null,
    };
}
