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
    private readonly TorchSymbols _symbols;
    private readonly ConcurrentDictionary<IParameterSymbol, ParameterContract?> _found = new(SymbolEqualityComparer.Default);

    /// <param name="models">What modelfix.json says, by the metadata name of the model.</param>
    /// <param name="symbols">TorchSharp's types.</param>
    public InputContracts(ImmutableDictionary<string, ModelContract> models, TorchSymbols symbols) =>
        (_models, _symbols) = (models, symbols);

    /// <summary>
    /// The contract of a parameter, or null where nothing is said, or something that its type cannot be given. A size has one name in all
    /// parameters, so what is said at one counts for all.
    /// </summary>
    public ParameterContract? Find(IParameterSymbol parameter) => _found.GetOrAdd(parameter, Read);

    /// <summary>What is said of a parameter, whether or not its type can be given that.</summary>
    public ParameterContract? Said(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol method ? Stated(method, parameter.Name) : null;

    private ParameterContract? Read(IParameterSymbol parameter)
    {
        if (Fitting(parameter) is not { } contract) return null;
        return contract.With(((IMethodSymbol)parameter.ContainingSymbol).Parameters
            .Select(Fitting)
            .OfType<ParameterContract>()
            .Aggregate(SizeFacts.None, (all, c) => all.And(c.Facts)));
    }

    private ParameterContract? Fitting(IParameterSymbol parameter) =>
        Said(parameter) is { } said && said.Fits(parameter.Type, _symbols) ? said : null;

    private ParameterContract? Stated(IMethodSymbol method, string parameter)
    {
        if (method.Name is "forward" or "call"
            && _models.TryGetValue(method.ContainingType.FullMetadataName(), out var model)
            && model.Inputs.TryGetValue(parameter, out var input)) return input;
        if (method.Name == "forward" && ModuleInputs.Of(method.ContainingType, parameter) is { } attributed)
            return ParameterContract.Of(attributed);
        return method.Declarations().Select(r => FromComment(r.GetSyntax(), parameter)).FirstOrDefault(c => c is not null);
    }

    /// <summary>The value of a constructor argument that modelfix.json gives a model, or null.</summary>
    public object? Argument(INamedTypeSymbol type, string parameter) =>
        _models.TryGetValue(type.FullMetadataName(), out var model) && model.Arguments.TryGetValue(parameter, out var value) ? value : null;

    /// <summary>The comment's text is read, whether or not the compiler was asked to parse documentation.</summary>
    private static ParameterContract? FromComment(SyntaxNode declaration, string parameter)
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
            if (match.Groups["name"].Value == parameter) return ContractText.FindIn(WebUtility.HtmlDecode(match.Groups["text"].Value));
        return null;
    }
}
