using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Per-dimension arguments: stride, padding, kernel_size and the like.</summary>
internal static class Spreads
{
    private static readonly ImmutableDictionary<string, long> Defaults = new Dictionary<string, long>
    {
        ["padding"] = 0,
        ["output_padding"] = 0,
        ["dilation"] = 1,
        ["ceil_mode"] = 0,
    }.ToImmutableDictionary(StringComparer.Ordinal);

    public static ImmutableArray<Dim>? Of(TorchArguments arguments, string name, int n, Func<IOperation, Value> known)
    {
        if (arguments[name] is null or { ConstantValue: { HasValue: true, Value: null } }) return Default(arguments, name, n);
        if (arguments.Constant(name).Value is bool flag) return Repeat(flag ? 1 : 0, n);
        var elements = arguments.Elements(name);
        var values = elements.Length == 1 && known(elements[0]) is ListValue list ? list.Items : elements.Select(known).ToImmutableArray();
        return values.All(v => v is IntegerValue)
            ? Spatial.Repeated(values.Select(v => ((IntegerValue)v).Dim).ToImmutableArray(), n)
            : null;
    }

    /// <summary>
    /// What a left-out argument or null means: the default that the signature states, else what TorchSharp puts in its place. A pool's
    /// stride is its kernel, which the caller knows.
    /// </summary>
    private static ImmutableArray<Dim>? Default(TorchArguments arguments, string name, int n)
    {
        if (arguments.Integer(name) is { } stated) return Repeat(stated, n);
        if (name == "stride") return arguments.Has("in_channels") || arguments.Has("weight") ? Repeat(1, n) : null;
        return Defaults.TryGetValue(name, out var value) ? Repeat(value, n) : null;
    }

    private static ImmutableArray<Dim> Repeat(long value, int n) => Enumerable.Repeat(Dim.Of(value), n).ToImmutableArray();
}
