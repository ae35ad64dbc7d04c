using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Rules.Pooling;
using ModelFix.Analyzers.Rules.Shape;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Convolution;

/// pad(x, (1, 1, 1, 1))                =>  the padding of the convolution that takes it (<see cref="PaddedConvolution"/>)
/// Sequential(ZeroPad2d(1), Conv2d(…))  =>  Sequential(Identity(), Conv2d(…, padding: 1)), so that the names of the weights stay
/// Zeros before a convolution, as many before as behind. Other paddings stay: a convolution has no argument for them.
internal static class ZeroPadding
{
    private const string Exports = "exports as a Pad whose sizes are computed";
    private const string NoConstants = "make its sizes constants, so that the convolution can pad";

    /// <summary>What the function pad makes, where a convolution takes it.</summary>
    public static Finding? Inspect(TorchCall call, RuleDescriptor rule, TorchCompilation torch)
    {
        if (!PadsByZeros(call.Arguments) || PaddedConvolution.Of(call, torch) is not { } convolution) return null;
        string[] says = [$"{call.Operator} before {convolution.Padding.Name}", Exports];
        var given = call.Arguments.Elements("pad");
        if (Pads(given, torch) is not { } pads)
            return rule.Report(
                call.NameSyntax,
                [.. says, given.Any(e => SizeReads.In(e, torch))
                    ? "state the input's shape in a doc comment or in modelfix.json, so that its sizes are known"
                    : NoConstants]);
        if (pads.Length == 1 || Sizes(pads, convolution.Padding.Dims) is not { } sizes) return null;
        if (convolution.WhyKept(sizes) is { } obstacle) return rule.Report(call.NameSyntax, [.. says, obstacle]);
        var fix = convolution.Fix(sizes);
        return Found(
            rule,
            call.NameSyntax,
            UnusedSizes.TakenBy(fix, call.Invocation, fix.Edits.Select(e => e.Span).ToImmutableArray(), torch),
            torch.ElementTypeOf(call.Input),
            [.. says, Same(convolution.Padding, sizes)]);
    }

    /// <summary>The layer ZeroPad2d before a convolution, in a Sequential or in forward.</summary>
    public static Finding? Inspect(Layer layer, RuleDescriptor rule, TorchCompilation torch)
    {
        if (layer.Construction.Syntax is not InvocationExpressionSyntax written) return null;
        return LayerPlace.Of(layer.Construction, torch.Symbols) switch
        {
            SequentialPlace place => InSequential(layer, written, place, rule, torch),
            FieldPlace { Field: var field } => InField(layer, field, rule, torch),
            _ => null,
        };
    }

    private static Finding? InSequential(
        Layer layer, InvocationExpressionSyntax written, SequentialPlace place, RuleDescriptor rule, TorchCompilation torch)
    {
        if (place.Layers.Layers.ElementAtOrDefault(place.Index + 1) is not { Module: var next }) return null;
        if (Layer.From(next, torch.Symbols) is not { IsTorchSharp: true, Kind: "Conv2d" } convolution) return null;
        if (convolution.Construction.Syntax is not InvocationExpressionSyntax construction) return null;
        var inputs = SequentialInputs.InputsOf(layer.Construction, torch);
        if (inputs is { IsEmpty: true }) return null;
        string[] says = [$"{layer.Kind} before {convolution.Kind}", Exports];
        if (Pads(layer.Arguments.Elements("padding"), torch) is not { } pads) return Report(NoConstants);
        if (Sizes(pads, 2) is not { } sizes) return null;
        if (inputs is null) return Report("keep the Sequential in a private field that is only called, so that all its uses are seen");
        var style = torch.StyleAt(construction);
        var padding = new ConvolutionPadding(convolution.Kind, convolution.Arguments, construction.ArgumentList, style);
        if (padding.Obstacle(sizes) is { } obstacle) return Report(obstacle);
        if (CSharpText.HasComments(written.SyntaxTree, written.Span)) return Report($"{Same(padding, sizes)}: mind the comments");
        var name = written.Expression is MemberAccessExpressionSyntax access
            ? $"{access.Expression}.Identity"
            : torch.StyleAt(written).Nn("Identity");
        var grown = padding.Grown(sizes)!.Value;
        var fix = new Fix($"Use {padding.Text(grown)}", SourceEdit.Replace(written, $"{name}()"), padding.Edit(grown));
        return Found(rule, written, fix, ElementType.Unknown, [.. says, Same(padding, sizes)]);

        Finding Report(string instead) => rule.Report(written, [.. says, instead]);
    }

    private static Finding? InField(Layer layer, IFieldSymbol field, RuleDescriptor rule, TorchCompilation torch)
    {
        if (ModuleFieldUses.Of(field, torch.Compilation) is not { Others.IsEmpty: true } uses) return null;
        if (torch.Layers.AssignedValue(field)?.Syntax != layer.Construction.Syntax || !uses.Calls.Any(torch.Exported.Contains)) return null;
        var convolutions = uses.Calls.Select(c => PaddedConvolution.Of(AsFunction(c), torch)).ToList();
        if (convolutions.FirstOrDefault(c => c is not null) is not { } first) return null;
        var place = layer.Construction.Syntax;
        string[] says = [$"{layer.Kind} before {first.Padding.Name}", Exports];
        if (Pads(layer.Arguments.Elements("padding"), torch) is not { } pads)
            return rule.Report(place, [.. says, NoConstants]);
        if (Sizes(pads, first.Padding.Dims) is not { } sizes) return null;
        if (convolutions.Any(c => c is null || c.Padding.Dims != first.Padding.Dims))
            return rule.Report(place, [.. says, "give what is no convolution a padding of its own"]);
        if (convolutions.Select(c => c!.WhyKept(sizes)).FirstOrDefault(o => o is not null) is { } obstacle)
            return rule.Report(place, [.. says, obstacle]);
        var fixes = convolutions.Select(c => c!.Fix(sizes)).ToList();
        var fix = fixes[0] with
        {
            Edits = fixes.SelectMany(f => f.Edits).Concat(FieldRemoval.Of(field, layer.Construction, uses)).ToImmutableArray(),
            Claims = fixes.SelectMany(f => f.Claims).ToImmutableArray(),
        };
        var types = convolutions.Select(c => torch.ElementTypeOf(c!.Pad.Input)).Distinct().ToList();
        return Found(rule, place, fix, types.Count == 1 ? types[0] : ElementType.Unknown, [.. says, Same(first.Padding, sizes)]);
    }

    /// <summary>
    /// oneDNN adds the products of float32 in another order where it pads itself, and leaves out what an infinite weight makes of a zero;
    /// libtorch's own kernel, which float64 has, copies the zeros.
    /// </summary>
    private static Finding Found(
        RuleDescriptor rule, SyntaxNode at, Fix fix, ElementType type, string[] says) => type == ElementType.Float64
        ? rule.Proven(at, fix, says)
        : rule.Assumed(at, "the weights are finite, and the last bits of its sums do not matter", fix, says) with
        {
            Equality = Equality.Tolerance,
        };

    private static TorchCall AsFunction(IInvocationOperation call) =>
        new(call, "pad", InPlace: false, Spelling.Static, call.Arguments[0].Value.WithoutImplicitConversions());

    private static string Same(ConvolutionPadding padding, ImmutableArray<long> sizes) =>
        $"{padding.Text(padding.Grown(sizes)!.Value)} of the convolution is the same";

    private static bool PadsByZeros(TorchArguments arguments) =>
        arguments["mode"] is null or IFieldReferenceOperation { Field.Name: "Constant" or "Zeros" }
        && (arguments["value"] is null || arguments.Constant("value").Value is 0 or 0L or 0f or 0.0);

    /// <summary>The entries, which come in pairs of before and behind, the last dim first; one entry alone is all four.</summary>
    private static ImmutableArray<long>? Pads(ImmutableArray<IOperation> given, TorchCompilation torch)
    {
        var dims = given.Length == 1 && torch.ValueOf(given[0]) is ListValue list
            ? list.Items.Select(i => (i as IntegerValue)?.Dim.Constant).ToList()
            : given.Select(e => torch.IntegerOf(e)?.Constant ?? Number(e)).ToList();
        return dims.Count > 0 && dims.All(d => d is not null) ? dims.Select(d => d!.Value).ToImmutableArray() : null;
    }

    private static long? Number(IOperation entry) => entry.ConstantValue.Value switch { int n => n, long n => n, _ => null };

    /// <summary>
    /// By how much each spatial dim is padded; null where it is uneven, negative, nothing, or goes beyond the spatial dims.
    /// </summary>
    private static ImmutableArray<long>? Sizes(ImmutableArray<long> pads, int dims)
    {
        if (pads.Length == 1) pads = Enumerable.Repeat(pads[0], 2 * dims).ToImmutableArray();
        if (pads.Length % 2 != 0 || pads.Any(p => p is < 0 or > int.MaxValue) || pads.All(p => p == 0)) return null;
        var pairs = Enumerable.Range(0, Math.Max(dims, pads.Length / 2))
            .Select(i => 2 * i < pads.Length ? (Before: pads[2 * i], Behind: pads[2 * i + 1]) : (Before: 0L, Behind: 0L))
            .ToList();
        return pairs.Any(p => p.Before != p.Behind) || pairs.Skip(dims).Any(p => p.Before != 0)
            ? null
            : pairs.Take(dims).Select(p => p.Before).Reverse().ToImmutableArray<long>();
    }
}
