using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Convolution;

/// <summary>The construction and all the calls of a transposed convolution without output padding, as one fix.</summary>
/// <param name="Fix">The fix, or null where there is an obstacle.</param>
/// <param name="Obstacle">Why there is no fix.</param>
/// <param name="Exported">False where nothing exported calls the layer.</param>
internal sealed record OutputPaddingRewrite(Fix? Fix, string Obstacle = "", bool Exported = true)
{
    private static readonly OutputPaddingRewrite NotExported = new(Fix: null, Exported: false);

    public static OutputPaddingRewrite Of(TransposedConvolution convolution, TorchCompilation torch) =>
        LayerPlace.Of(convolution.Layer.Construction, torch.Symbols) switch
        {
            FieldPlace { Field: var field } => InField(convolution, field, torch),
            SequentialPlace place => InSequential(convolution, place, torch),
            _ => No("keep the layer in a private field of its own, so that its calls can be seen"),
        };

    private static OutputPaddingRewrite InField(TransposedConvolution convolution, IFieldSymbol field, TorchCompilation torch)
    {
        if (ModuleFieldUses.Of(field, torch.Compilation) is not { } uses)
            return No($"'{field.Name}' is not private, so other code may call it");
        if (torch.Layers.AssignedValue(field)?.Syntax != convolution.Layer.Construction.Syntax)
            return No($"'{field.Name}' is assigned more than once");
        if (uses.Others.FirstOrDefault() is { } other)
            return No($"'{field.Name}' is used other than by calling it with one tensor: {other.Parent}");
        if (!uses.Calls.Any(torch.Exported.Contains)) return NotExported;
        if (GeometryArguments.Edits(convolution) is not { } edits) return No("a comment stands inside the construction");

        if (convolution.Beyond.Max() > PaddedOutput.MostPlanes) return No("so many positions are not written out one by one");
        var appends = convolution.Beyond.Max() > 0;
        if (appends && convolution.HasBias is null) return No("it is not known whether there is a bias");
        var calls = appends
            ? PaddedOutput.Edits(convolution, field, uses.Calls, torch)
            : uses.Calls.Select(c => Cropped(convolution, c, torch)).ToImmutableArray();
        if (calls is null) return No("there is no class to add a method to");
        edits = edits.AddRange(calls.Value);
        return new OutputPaddingRewrite(new Fix(Title(convolution), edits));
    }

    private static OutputPaddingRewrite InSequential(TransposedConvolution convolution, SequentialPlace place, TorchCompilation torch)
    {
        if (convolution.Beyond.Max() > 0) return No("inside a Sequential the bias cannot be appended; keep the layer in a field");
        if (convolution.Crop.Distinct().Count() > 1)
            return No("inside a Sequential only the same number of positions can be dropped from each dim");
        if (SequentialInputs.Of(place, torch) is not { } inputs) return No("the uses of the Sequential that holds it cannot all be seen");
        if (inputs.IsEmpty) return NotExported;
        if (GeometryArguments.Edits(convolution) is not { } edits) return No("a comment stands inside the construction");

        var at = place.Layers.Construction.Syntax;
        var model = torch.Compilation.Bound(at.SyntaxTree);
        if (SupportModule.For("CropLeading", at, model, torch) is not { } crop)
            return No("the project has something else called CropLeading");
        if (SequentialCrop.Edits(place, $"new {crop.TypeName}({convolution.Crop[0]}, {convolution.Dims})") is not { } inserted)
            return No("the Sequential has a layer of the name that the crop would get");
        return new OutputPaddingRewrite(crop.AddTo(new Fix(Title(convolution), edits.AddRange(inserted))));
    }

    private static SourceEdit Cropped(TransposedConvolution convolution, IInvocationOperation call, TorchCompilation torch)
    {
        var slices = Slices(convolution, SpatialDims(convolution, ImmutableArray.Create(call), torch));
        return SourceEdit.Insert(
            call.Syntax.SyntaxTree, call.Syntax.Span.End, slices + (Contiguity.IsNeeded(call, torch) ? ".contiguous()" : ""));
    }

    internal static string Slices(TransposedConvolution convolution, ImmutableArray<long> dims) =>
        string.Concat(convolution.Crop.Select((q, i) => q == 0 ? "" : $".slice({dims[i]}, {q}, long.MaxValue, 1)"));

    /// <summary>
    /// The spatial dims, from the front where all calls get the same proven rank, else from the end, which is right without a batch dim
    /// too.
    /// </summary>
    internal static ImmutableArray<long> SpatialDims(
        TransposedConvolution convolution,
        ImmutableArray<IInvocationOperation> calls,
        TorchCompilation torch)
    {
        var n = convolution.Dims;
        var ranks = calls.Select(c => torch.ShapeOf(c.Arguments[0].Value).Rank).Distinct().ToList();
        var first = ranks.Count == 1 && ranks[0] is { } rank && (rank == n + 1 || rank == n + 2) ? rank - n : -n;
        return Enumerable.Range(first, n).Select(d => (long)d).ToImmutableArray();
    }

    private static string Title(TransposedConvolution convolution) => convolution.Crop.Max() > 0
        ? "Use less padding and drop the first positions instead of output padding"
        : "Append the bias instead of output padding";

    private static OutputPaddingRewrite No(string obstacle) => new(Fix: null, obstacle);
}
