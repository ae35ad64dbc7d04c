using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Normalization;

/// <summary>A ManualBatchNorm1d in place of a BatchNorm1d, with the type of the field or local that holds it.</summary>
/// <param name="Fix">The fix, or null where there is an obstacle.</param>
/// <param name="Obstacle">Why there is no fix.</param>
internal sealed record ManualBatchNorm(Fix? Fix, string Obstacle = "")
{
    private const string Name = "ManualBatchNorm1d";

    /// <summary>The replacement, or null where nothing that is exported calls the layer.</summary>
    public static ManualBatchNorm? InPlaceOf(Layer layer, TorchCompilation torch)
    {
        if (!IsCalledInExport(layer, torch)) return null;
        if (layer.Construction is not IInvocationOperation { Type: INamedTypeSymbol type, Syntax: InvocationExpressionSyntax call })
            return No("it is not made by torch.nn");
        foreach (var option in new[] { "device", "dtype" })
            if (layer.Arguments[option] is not null) return No($"its {option} is given; move the whole model instead");
        if (torch.TypeTests.First(type) is { } test) return No($"{At(test)} asks for modules of its class");
        if (CSharpText.HasComments(call.SyntaxTree, call.Expression.Span)) return No("a comment stands inside the construction");
        if (Support(call, torch) is not { } manual)
            return No($"the project has something else called {Name}, or types of its own that hide TorchSharp's");

        var edits = ImmutableArray.CreateBuilder<SourceEdit>();
        edits.Add(SourceEdit.Replace(call.Expression, "new " + manual.TypeName));
        if (layer.Arguments.Syntax("num_features")?.NameColon is { } named) edits.Add(SourceEdit.Replace(named.Name, "features"));
        var holder = ModuleHolder.Of(layer.Construction, type, torch);
        if (holder.Obstacle(torch) is { } obstacle) return No(obstacle);
        if (holder.TypeSyntax is { } held)
        {
            if (Support(held, torch) is not { } there || holder.TypeEdits(there.TypeName) is not { } retyped)
                return No("a comment or an attribute stands in the declaration of what holds it");
            edits.AddRange(retyped);
        }

        return new ManualBatchNorm(manual.AddTo(new Fix("Use " + Name, edits.ToImmutable())));
    }

    private static SupportReference? Support(SyntaxNode at, TorchCompilation torch) =>
        SupportModule.For(Name, at, torch.Compilation.Bound(at.SyntaxTree), torch);

    /// <summary>False only where all calls are seen and none is exported.</summary>
    private static bool IsCalledInExport(Layer layer, TorchCompilation torch) => LayerPlace.Of(layer.Construction, torch.Symbols) switch
    {
        SequentialPlace place => SequentialInputs.Of(place, torch) is not { IsEmpty: true },
        FieldPlace { Field: var field } when ModuleFieldUses.Of(
            field, torch.Compilation) is { Others.IsEmpty: true, Calls.IsEmpty: false } uses =>
            uses.Calls.Any(torch.Exported.Contains),
        _ => true,
    };

    private static string At(Location location)
    {
        var file = Path.GetFileName(location.SourceTree!.FilePath);
        return $"line {location.GetLineSpan().StartLinePosition.Line + 1}{(file.Length == 0 ? "" : " of " + file)}";
    }

    private static ManualBatchNorm No(string obstacle) => new(Fix: null, obstacle);
}
