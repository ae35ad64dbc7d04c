using System.Globalization;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Observation;

/// <summary>
/// The constants that a project gives a model wherever it makes one. Shapes are inferred from them where all these places are seen, so that
/// it is recorded with them.
/// </summary>
internal static class ConstructionArguments
{
    /// <summary>The model with these arguments, where modelfix.json does not say others.</summary>
    public static ModelUnderTest Of(ModelUnderTest model, TorchCompilation torch)
    {
        if (torch.Compilation.GetTypeByMetadataName(model.Type) is not { } type
            || torch.Calls.Creations(type) is not { IsEmpty: false } made
            || made[0].Constructor is not { } constructor
            || made.Any(m => !SymbolEqualityComparer.Default.Equals(m.Constructor, constructor)))
            return model;
        var arguments = model.Arguments.ToBuilder();
        foreach (var parameter in constructor.Parameters)
        {
            var given = made
                .Select(m => m.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == parameter.Ordinal)?.Value.WithoutConversions())
                .Select(a => a is { ConstantValue: { HasValue: true, Value: { } constant } } ? constant : null)
                .Distinct()
                .ToList();
            if (given is [{ } same] && Stated(same) is { } stated) arguments.TryAdd(parameter.Name, stated);
        }

        return model with { Arguments = arguments.ToImmutable() };
    }

    /// <summary>A constant as modelfix.json would state it; null for one that it cannot.</summary>
    private static object? Stated(object constant) => constant switch
    {
        bool or string or long => constant,
        sbyte or byte or short or ushort or int or uint => Convert.ToInt64(constant, CultureInfo.InvariantCulture),
        float or double when Convert.ToDouble(constant, CultureInfo.InvariantCulture) is var number && double.IsFinite(number) => number,
        _ => null,
    };
}
