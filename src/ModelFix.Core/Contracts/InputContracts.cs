using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Interpretation;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Contracts;

/// <summary>
/// What the author says a method is called with: modelfix.json, an attribute of the class, or a shape in the doc comment of a parameter,
/// <c>/// &lt;param name="x"&gt;RGB, [N, 3, H, 224], H % 32 == 0&lt;/param&gt;</c>. Thread-safe.
/// </summary>
internal sealed class InputContracts : IStatedInputs
{
    private static readonly Regex Param = new(
        "<param\\s+name\\s*=\\s*\"(?<name>[^\"]+)\"\\s*>(?<text>.*?)</param>",
            RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));

    private readonly ImmutableDictionary<string, ModelContract> _models;
    private readonly ConcurrentDictionary<IParameterSymbol, InputContract?> _found = new(SymbolEqualityComparer.Default);

    /// <param name="models">What modelfix.json says, by the metadata name of the model.</param>
    public InputContracts(ImmutableDictionary<string, ModelContract> models) => _models = models;

    /// <summary>
    /// The contract of a parameter, or null where nothing is said. A size has one name in all parameters, so what is said at one counts for
    /// all.
    /// </summary>
    public InputContract? Find(IParameterSymbol parameter) => _found.GetOrAdd(parameter, Read);

    private InputContract? Read(IParameterSymbol parameter)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol method || Stated(method, parameter.Name) is not { } contract) return null;
        return contract with { Facts = method.Parameters
            .Select(p => Stated(method, p.Name))
            .OfType<InputContract>()
            .Aggregate(SizeFacts.None, (all, c) => all.And(c.Facts)) };
    }

    private InputContract? Stated(IMethodSymbol method, string parameter)
    {
        if (method.Name is "forward" or "call"
            && _models.TryGetValue(method.ContainingType.FullMetadataName(), out var model)
            && model.Inputs.TryGetValue(parameter, out var input)) return input;
        if (method.Name == "forward" && ModuleInputs.Of(method.ContainingType, parameter) is { } attributed) return attributed;
        return method.Declarations().Select(r => FromComment(r.GetSyntax(), parameter)).FirstOrDefault(c => c is not null);
    }

    /// <summary>The value of a constructor argument that modelfix.json gives a model, or null.</summary>
    public object? Argument(INamedTypeSymbol type, string parameter) =>
        _models.TryGetValue(type.FullMetadataName(), out var model) && model.Arguments.TryGetValue(parameter, out var value) ? value : null;

    /// <summary>The comment's text is read, whether or not the compiler was asked to parse documentation.</summary>
    private static InputContract? FromComment(SyntaxNode declaration, string parameter)
    {
        if (declaration is not (BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax)) return null;
        var lines = declaration
            .GetLeadingTrivia()
            .ToFullString()
            .Split('\n')
            .Select(l => l.Trim())
            .Where(l => l.StartsWith("///", StringComparison.Ordinal));
        var comment = string.Join("\n", lines.Select(l => l.Substring(3)));
        foreach (Match match in Param.Matches(comment))
            if (match.Groups["name"].Value == parameter) return ShapeText.FindIn(WebUtility.HtmlDecode(match.Groups["text"].Value));
        return null;
    }
}
