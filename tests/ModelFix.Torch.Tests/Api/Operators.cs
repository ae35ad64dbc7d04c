using System.Reflection;
using ModelFix.Torch.Tests.Modules;
using ModelFix.Torch.Tests.Tensors;
using TorchSharp;

namespace ModelFix.Torch.Tests.Api;

/// <summary>The public methods of ModelFix.Torch that compute with tensors, an entry per overload, and which of them goldens run.</summary>
internal static class Operators
{
    /// <summary>Everything public, but for what <see cref="NotOperators"/> gives a reason for.</summary>
    public static IEnumerable<MethodInfo> All =>
        from type in PublicSurface.Types(typeof(torch).Assembly)
        where NotOperators.Reason(type) is null
        from method in Methods(type)
        where !NotOperators.Members.ContainsKey(Name(method))
        select method;

    /// <summary>The overloads that the expressions of the goldens call, and those that make the layers of the goldens.</summary>
    public static IReadOnlySet<MethodBase> WithGoldens { get; } = Expressions().Concat(Layers()).ToHashSet();

    /// <summary>"torch.Tensor.add"; a property is its name, an accessor has no prefix.</summary>
    public static string Name(MethodInfo method) =>
        $"{PublicSurface.Name(method.DeclaringType!)}.{(method.IsSpecialName && method.Name[..4] is "get_" or "set_" ? method.Name[4..] : method.Name)}";

    public static IEnumerable<MethodInfo> Methods(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly);

    private static IEnumerable<MethodBase> Expressions() => TensorExpressions.All.Values.SelectMany(static expression => CalledMembers.Of(expression.Method));

    private static IEnumerable<MethodBase> Layers() =>
        from topic in GoldenCase.Topics
        from name in GoldenCase.Names(topic)
        let golden = GoldenCase.Load(topic, name)
        select FactoryBinding.Resolve(golden.Owner, golden.Member, golden.Arguments).Method;
}
