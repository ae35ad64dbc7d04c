using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ModelFix.Torch.Tests.Api;

/// <summary>The types and members of an assembly that its users can see, written as the API listing writes them.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<Type> Types(Assembly assembly) => assembly.GetTypes().Where(IsVisible).OrderBy(static type => type.FullName, StringComparer.Ordinal);

    public static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum) return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}");
        if (typeof(Delegate).IsAssignableFrom(type)) return [];
        return [
            .. type.GetFields(Declared).Where(static field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly).Select(Field),
            .. type.GetConstructors(Declared).Where(constructor => IsVisible(constructor) && !constructor.IsStatic).Select(constructor => $"{type.Name.Split('`')[0]}({Parameters(constructor)})"),
            .. type.GetMethods(Declared).Where(method => IsVisible(method) && !IsAccessor(method)).Select(Method),
            .. type.GetProperties(Declared).Where(static property => property.GetAccessors(true).Any(IsVisible)).Select(Property),
        ];
    }

    /// <summary>The method as the listing writes it.</summary>
    public static string Signature(MethodInfo method) => Method(method);

    /// <summary>The type as the listing names it: "torch.Device", "Tensor", "TorchSharp.Modules.Parameter".</summary>
    public static string Name(Type type) => TypeName(type, new Names(null));

    private static bool IsVisible(Type type) => type.IsNested
        ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!)
        : type.IsPublic;

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsAccessor(MethodInfo method) =>
        method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string Field(FieldInfo field) =>
        $"{(field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : ""))}{TypeName(field.FieldType, new Names(field))} {field.Name}";

    private static string Method(MethodInfo method)
    {
        if (method.Name == "Finalize") return $"~{method.DeclaringType!.Name}()";
        var type = TypeName(method.ReturnType, new Names(method.ReturnParameter));
        var prefix = method.IsStatic ? "static " : "";
        if (method.Name is "op_Implicit" or "op_Explicit")
            return $"{prefix}{(method.Name == "op_Implicit" ? "implicit" : "explicit")} operator {type}({Parameters(method)})";
        var name = s_operators.TryGetValue(method.Name, out var symbol) ? "operator " + symbol : method.Name;
        var generics = method.IsGenericMethod ? "<" + string.Join(", ", method.GetGenericArguments().Select(static argument => argument.Name)) + ">" : "";
        return $"{prefix}{type} {name}{generics}({Parameters(method)})";
    }

    private static string Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(true).Where(IsVisible).ToArray();
        var indexes = property.GetIndexParameters();
        var name = indexes.Length == 0 ? property.Name : $"this[{string.Join(", ", indexes.Select(Parameter))}]";
        var text = string.Concat(accessors.Select(accessor => $"{(accessor.IsPublic || !accessors[0].IsPublic ? "" : "protected ")}{(accessor.ReturnType == typeof(void) ? "set" : "get")}; "));
        return $"{(accessors[0].IsStatic ? "static " : "")}{TypeName(property.PropertyType, new Names(property))} {name} {{ {text}}}";
    }

    private static string Parameters(MethodBase method)
    {
        var text = string.Join(", ", method.GetParameters().Select(Parameter));
        return method.IsDefined(typeof(ExtensionAttribute), false) ? "this " + text : text;
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        var kind = parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : parameter.IsOut ? "out " : type.IsByRef ? "ref " : "";
        var name = TypeName(type.IsByRef ? type.GetElementType()! : type, new Names(parameter));
        return $"{kind}{name} {parameter.Name}{(parameter.HasDefaultValue ? " = " + Default(parameter) : "")}";
    }

    private static string Default(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter.RawDefaultValue switch
        {
            null when type.IsByRefLike => $"default({TypeName(type, new Names(null))})",
            null => type.IsValueType && type == parameter.ParameterType ? $"default({TypeName(type, new Names(null))})" : "null",
            bool value => value ? "true" : "false",
            string value => $"\"{value}\"",
            char value => $"'{value}'",
            var value when type.IsEnum => Enum.GetName(type, value)!,
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            var value => value.ToString()!,
        };
    }

    private static string TypeName(Type type, Names names)
    {
        if (type.IsArray) return $"{TypeName(type.GetElementType()!, names)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } underlying) return TypeName(underlying, names) + "?";
        if (type.IsGenericParameter) return type.Name;
        if (type.Namespace == "System" && type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal)) return Tuple(type, names);
        if (s_keywords.TryGetValue(type, out var keyword)) return keyword;
        var arguments = type.GetGenericArguments();
        var own = type.Name.Split('`')[0];
        var scope = type.IsNested ? TypeName(type.DeclaringType!, names) + "." : type.Namespace is "System.Collections.Generic" ? "" : type.Namespace + ".";
        var inherited = type.IsNested ? type.DeclaringType!.GetGenericArguments().Length : 0;
        var generics = arguments.Length > inherited ? $"<{string.Join(", ", arguments[inherited..].Select(argument => TypeName(argument, names)))}>" : "";
        return (scope + own + generics) switch
        {
            "TorchSharp.torch" => type.IsNested ? "torch" : "TorchSharp.torch",
            "TorchSharp.Scalar" => "Scalar",
            "TorchSharp.ScalarExtensionMethods" => "ScalarExtensionMethods",
            "TorchSharp.torch.Tensor" => "Tensor",
            var name => name.StartsWith("TorchSharp.torch.", StringComparison.Ordinal) ? name["TorchSharp.".Length..] : name,
        };
    }

    // Names belong to the elements in the order in which the type is written: a tuple's own first, then those inside.
    private static string Tuple(Type type, Names names)
    {
        var elements = type.GetGenericArguments();
        var labels = elements.Select(_ => names.Next()).ToArray();
        return "(" + string.Join(", ", elements.Select((element, i) => TypeName(element, names) + (labels[i] is { } label ? " " + label : ""))) + ")";
    }

    private sealed class Names(ICustomAttributeProvider? source)
    {
        private readonly IList<string?> _labels =
            source?.GetCustomAttributes(typeof(TupleElementNamesAttribute), false).OfType<TupleElementNamesAttribute>().FirstOrDefault()?.TransformNames ?? [];

        private int _next;

        public string? Next() => _next < _labels.Count ? _labels[_next++] : null;
    }

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    private static readonly Dictionary<string, string> s_operators = new()
    {
        ["op_Addition"] = "+",
        ["op_Subtraction"] = "-",
        ["op_UnaryNegation"] = "-",
        ["op_Multiply"] = "*",
        ["op_Division"] = "/",
        ["op_Modulus"] = "%",
        ["op_BitwiseAnd"] = "&",
        ["op_BitwiseOr"] = "|",
        ["op_ExclusiveOr"] = "^",
        ["op_OnesComplement"] = "~",
        ["op_Equality"] = "==",
        ["op_Inequality"] = "!=",
        ["op_LessThan"] = "<",
        ["op_LessThanOrEqual"] = "<=",
        ["op_GreaterThan"] = ">",
        ["op_GreaterThanOrEqual"] = ">=",
    };
}
