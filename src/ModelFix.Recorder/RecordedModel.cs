using System.Collections;
using System.Globalization;
using System.Reflection;

namespace ModelFix.Recorder;

/// <summary>A class whose calls are written down.</summary>
/// <param name="name">Its metadata name.</param>
/// <param name="parameters">The names of the parameters of its forward.</param>
/// <param name="tensor">TorchSharp's Tensor.</param>
internal sealed class RecordedModel(string name, string[] parameters, Type tensor)
{
    private readonly PropertyInfo _shape = tensor.GetProperty("shape")!;
    private readonly PropertyInfo _type = tensor.GetProperty("dtype")!;

    /// <summary>The model that a class is or derives from; null where that was not asked for.</summary>
    public static RecordedModel? Of(Type type, HashSet<string> names)
    {
        for (var t = type; t is not null; t = t.BaseType)
            if (Name(t) is var name && names.Contains(name)) return new RecordedModel(name, Parameters(t), Tensor(t));
        return null;
    }

    /// <summary>
    /// A call as a line of text: the model, and for each parameter its name, and dtype and sizes for a tensor, <c>null</c> for nothing and
    /// <c>-</c> for anything else.
    /// </summary>
    public string Described(object?[] arguments) =>
        string.Join("\t", arguments.Select((a, i) => $"{parameters[i]} {Written(a)}").Prepend(name));

    private string Written(object? argument)
    {
        if (argument is null) return "null";
        if (!tensor.IsInstanceOfType(argument)) return "-";
        var sizes = ((IEnumerable)_shape.GetValue(argument)!).Cast<long>().Select(s => s.ToString(CultureInfo.InvariantCulture));
        return $"{_type.GetValue(argument)} {string.Join(",", sizes)}";
    }

    private static string Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name;

    /// <summary>Those of the forward that overrides TorchSharp's: others are not called through it.</summary>
    private static string[] Parameters(Type type)
    {
        const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly;
        for (var t = type; ; t = t.BaseType!)
            if (t.GetMethods(Declared).FirstOrDefault(Calls.IsOverriding) is { } forward)
                return [.. forward.GetParameters().Select(p => p.Name!)];
    }

    private static Type Tensor(Type type)
    {
        while (type.FullName != "TorchSharp.torch+nn+Module") type = type.BaseType!;
        return type.Assembly.GetType("TorchSharp.torch+Tensor", throwOnError: true)!;
    }
}
