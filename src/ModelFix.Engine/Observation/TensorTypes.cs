using Mono.Cecil;

namespace ModelFix.Engine.Observation;

/// <summary>
/// Which types of compiled code are tensors, or arrays of such, or tuples of them and of numbers: what can be looked at without running any
/// code of the model.
/// </summary>
internal static class TensorTypes
{
    public static bool Holds(TypeReference type) => type switch
    {
        ArrayType { Rank: 1 } array => IsTensor(array.ElementType),
        GenericInstanceType { ElementType: { Namespace: "System" } tuple } generic =>
            tuple.Name.StartsWith("ValueTuple`", StringComparison.Ordinal)
                && generic.GenericArguments.Any(Holds)
                && generic.GenericArguments.All(a => a.IsPrimitive || Holds(a)),
        _ => IsTensor(type),
    };

    /// <summary>What a call of a method gives, as its caller knows it.</summary>
    public static TypeReference Given(MethodReference called) => Known(called.ReturnType, called);

    /// <summary>The type with what the call says of its parameters.</summary>
    private static TypeReference Known(TypeReference type, MethodReference called) => type switch
    {
        GenericParameter { Type: GenericParameterType.Type } parameter when called.DeclaringType is GenericInstanceType generic =>
            generic.GenericArguments[parameter.Position],
        GenericParameter { Type: GenericParameterType.Method } parameter when called is GenericInstanceMethod generic =>
            generic.GenericArguments[parameter.Position],
        ArrayType { Rank: 1 } array => new ArrayType(Known(array.ElementType, called)),
        GenericInstanceType generic => Of(generic, called),
        _ => type,
    };

    private static GenericInstanceType Of(GenericInstanceType generic, MethodReference called)
    {
        var known = new GenericInstanceType(generic.ElementType);
        foreach (var argument in generic.GenericArguments) known.GenericArguments.Add(Known(argument, called));
        return known;
    }

    private static bool IsTensor(TypeReference type) => type.FullName is "TorchSharp.torch/Tensor" or "TorchSharp.Modules.Parameter";
}
