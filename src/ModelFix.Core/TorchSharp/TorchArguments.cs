using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelFix.Core.TorchSharp;

/// <summary>
/// The arguments of a call by canonical parameter name (<see cref="ParameterNames"/>), in whatever order and style they were written.
/// </summary>
internal sealed class TorchArguments
{
    private readonly ImmutableArray<IArgumentOperation> _arguments;
    private string?[]? _names;

    public TorchArguments(ImmutableArray<IArgumentOperation> arguments) => _arguments = arguments;

    /// <summary>
    /// The argument's value as it was written, without the conversions that binding added; null where the call leaves it out.
    /// </summary>
    public IOperation? this[string name] => Find(name) is { ArgumentKind: not ArgumentKind.DefaultValue } argument
        ? argument.Value.WithoutConversions()
        : null;

    /// <summary>The arguments that were written, in the order of their evaluation, without conversions.</summary>
    public IEnumerable<IOperation> All =>
        _arguments.Where(a => a.ArgumentKind != ArgumentKind.DefaultValue).Select(a => a.Value.WithoutConversions());

    /// <summary>The argument list entry, or null where the argument is left out or is a params array.</summary>
    /// <remarks>
    /// The compiler gives an argument that is left out the syntax of the call or, inside another call, of the argument that the call is.
    /// </remarks>
    public ArgumentSyntax? Syntax(string name) =>
        Find(name) is { ArgumentKind: ArgumentKind.Explicit } argument ? Entry(argument.Syntax) : null;

    /// <summary>The compiler gives an argument in parentheses the syntax of what stands in them.</summary>
    private static ArgumentSyntax? Entry(SyntaxNode written)
    {
        if (written is ArgumentSyntax argument) return argument;
        if (written.Parent is not ParenthesizedExpressionSyntax) return null;
        while (written.Parent is ParenthesizedExpressionSyntax outer) written = outer;
        return written.Parent as ArgumentSyntax;
    }

    /// <summary>True where the method that was bound has such a parameter.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>The parameter's name in the version of TorchSharp that the code is bound against, or null where there is none.</summary>
    public string? NameInSource(string name) => Find(name)?.Parameter?.Name;

    /// <summary>
    /// The value of a literal or constant argument or, where it is left out, the parameter's default; null where it is not constant.
    /// </summary>
    public Optional<object?> Constant(string name)
    {
        if (Find(name) is not { } argument) return default;
        if (argument.Value.WithoutConversions().ConstantValue is { HasValue: true } constant) return constant;
        return argument.Value.ConstantValue;
    }

    /// <summary>The constant argument as an integer; null where it is not constant, not an integer or not there.</summary>
    public long? Integer(string name) => Constant(name).Value switch
    {
        int n => n,
        long n => n,
        _ => null,
    };

    /// <summary>
    /// The entries of a params array, an array creation or a collection expression; the value itself where it is one; empty where left out.
    /// </summary>
    public ImmutableArray<IOperation> Elements(string name) => Find(name) switch
    {
        null => ImmutableArray<IOperation>.Empty,
        { Value: var value } => value.Elements(),
    };

    private IArgumentOperation? Find(string name)
    {
        _names ??= _arguments.Select(a => a.Parameter is { } parameter ? ParameterNames.Canonical(parameter.Name) : null).ToArray();
        var at = Array.IndexOf(_names, name);
        return at < 0 ? null : _arguments[at];
    }
}
