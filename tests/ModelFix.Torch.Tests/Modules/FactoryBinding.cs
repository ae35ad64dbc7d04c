using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using TorchSharp;

namespace ModelFix.Torch.Tests.Modules;

/// <summary>Calls the overload of a factory or function that takes arguments of these names and kinds.</summary>
internal static class FactoryBinding
{
    private static readonly object Unfit = new();

    public static object Call(Type owner, string name, JsonElement arguments)
    {
        var (method, values) = Resolve(owner, name, arguments);
        try
        {
            return method.Invoke(null, values)!;
        }
        catch (TargetInvocationException exception)
        {
            throw exception.InnerException!;
        }
    }

    /// <summary>The overload and its arguments, defaults included.</summary>
    public static (MethodInfo Method, object?[] Values) Resolve(Type owner, string name, JsonElement arguments)
    {
        var given = arguments.EnumerateObject().ToDictionary(static entry => entry.Name, static entry => entry.Value);
        foreach (var method in owner.GetMethods().Where(method => method.Name == name && !method.IsGenericMethod))
        {
            if (Bind(method, given) is { } values) return (method, values);
        }
        throw new MissingMethodException($"no overload of {name} takes {arguments}");
    }

    private static object?[]? Bind(MethodInfo method, Dictionary<string, JsonElement> given)
    {
        var parameters = method.GetParameters();
        if (given.Keys.Except(parameters.Select(static parameter => parameter.Name)).Any()) return null;
        var values = new object?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            if (given.TryGetValue(parameters[i].Name!, out var json))
                values[i] = Convert(json, parameters[i].ParameterType);
            else
                values[i] = parameters[i].HasDefaultValue ? Default(parameters[i]) : Unfit;
            if (ReferenceEquals(values[i], Unfit)) return null;
        }
        return values;
    }

    private static object? Default(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type.IsEnum && parameter.DefaultValue is not null ? Enum.ToObject(type, parameter.DefaultValue) : parameter.DefaultValue;
    }

    private static object? Convert(JsonElement json, Type type)
    {
        if (json.ValueKind is JsonValueKind.Null)
            return type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Unfit : null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return json.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => type == typeof(bool) ? json.GetBoolean() : Unfit,
            JsonValueKind.Number when type == typeof(long) => json.TryGetInt64(out var whole) ? whole : Unfit,
            JsonValueKind.Number or JsonValueKind.String when type == typeof(double) => GoldenCase.Number(json),
            JsonValueKind.Array when type == typeof(long[]) => json.EnumerateArray().Select(static item => item.GetInt64()).ToArray(),
            JsonValueKind.Array when type == typeof(double[]) => json.EnumerateArray().Select(GoldenCase.Number).ToArray(),
            JsonValueKind.Object => Wrapped(json, type),
            _ => Unfit,
        };
    }

    private static object Wrapped(JsonElement json, Type type)
    {
        var entry = json.EnumerateObject().Single();
        if (entry.NameEquals("enum")) return type.IsEnum ? Enum.Parse(type, entry.Value.GetString()!) : Unfit;
        if (entry.NameEquals("tensor")) return type == typeof(torch.Tensor) ? GoldenCase.Tensor(entry.Value) : Unfit;
        if (entry.NameEquals("layer")) return Layer(entry.Value, type);
        object[] items = [.. entry.Value.EnumerateArray().Select(static item => (object)item.GetInt64())];
        var fits = type.IsAssignableTo(typeof(ITuple)) && type.GenericTypeArguments.Length == items.Length;
        return fits ? Activator.CreateInstance(type, items)! : Unfit;
    }

    // A layer that is itself an argument: {"kind": "TransformerEncoderLayer", "args": ...}.
    private static object Layer(JsonElement json, Type type)
    {
        var layer = Call(typeof(torch.nn), json.GetProperty("kind").GetString()!, json.GetProperty("args"));
        return type.IsInstanceOfType(layer) ? layer : Unfit;
    }
}
