using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Shape;

/// <summary>What an exporter makes of a call.</summary>
/// <param name="Says">As it follows the call: "does not export".</param>
/// <param name="IsBloat">True where the exported model is right.</param>
internal sealed record MoveProblem(string Says, bool IsBloat = false)
{
    public static readonly MoveProblem NoSymbol = new("does not export at any opset");
}

/// <summary>An expression that moves the elements of its input.</summary>
/// <param name="Title">What a fix says that it does.</param>
/// <param name="Uses">How often it uses the input.</param>
/// <param name="Of">The expression, given the input as it can stand before a dot.</param>
internal sealed record Rearranged(string Title, int Uses, Func<string, string> Of)
{
    /// <summary>What must hold for it to be the same, or null.</summary>
    public string? Assumption { get; init; }

    /// <summary>A chain of methods of the input.</summary>
    public static Rearranged Chain(string chain) => new("Use " + chain, 1, input => $"{input}.{chain}");
}

/// <summary>How operators of one kind are written by others.</summary>
internal abstract class RearrangementForm
{
    /// <summary>The operators' names.</summary>
    public abstract ImmutableArray<string> Operators { get; }

    /// <summary>What is wrong with a call, or null where nothing is.</summary>
    public virtual MoveProblem? Problem(TorchCall call, TorchCompilation torch) => MoveProblem.NoSymbol;

    /// <summary>The expression, or null where it needs what is not known.</summary>
    /// <param name="call">The call.</param>
    /// <param name="torch">What is known.</param>
    /// <param name="missing">What would help where it is null.</param>
    public abstract Rearranged? Of(TorchCall call, TorchCompilation torch, out string missing);

    /// <summary>A constant, as the author wrote it or as its parameter's default.</summary>
    protected static long? Constant(TorchCall call, string name) => call.Arguments.Integer(name);

    /// <summary>Constant integers of an array, a tuple or params; null where one is not constant.</summary>
    protected static ImmutableArray<long>? Constants(TorchCall call, string name)
    {
        var values = call.Arguments.Elements(name)
            .Select(e => e.ConstantValue.Value switch { int n => n, long n => n, _ => (long?)null })
            .ToImmutableArray();
        return values.All(v => v is not null) ? values.Select(v => v!.Value).ToImmutableArray() : null;
    }

    /// <summary>
    /// Sizes as reshape takes them, at most one of them -1; null where more than one is not known. A size of 0 says nothing of the -1.
    /// </summary>
    protected static string? Literals(IEnumerable<Dim> dims)
    {
        var sizes = dims.ToList();
        return sizes.Count(d => !d.IsConstant) > 1 || sizes.Any(d => d.Constant is <= 0)
            ? null
            : string.Join(", ", sizes.Select(d => d.Constant is { } n ? CSharpText.Of(n) : "-1"));
    }

    /// <summary>True for what the author gave a name, or computes from what has one.</summary>
    protected static bool IsNamed(IOperation expression) =>
        expression.Syntax.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any();

    protected static string StateShape(TensorShape shape) =>
        $"state the input's sizes in a doc comment or in modelfix.json, of which only {shape.Display} is known";
}
