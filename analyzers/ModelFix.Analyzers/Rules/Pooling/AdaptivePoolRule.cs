using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Pooling;

/// adaptive_avg_pool2d(x, 1)    =>  x.mean(new long[] { 2, 3 }, true)
/// adaptive_avg_pool2d(x, out)  =>  avg_pool2d(x, kernel, stride, count_include_pad: false)
/// To size 1 at any input size; negative dims are written where x may be without a batch dim.
/// A fixed pool where in and out are proven and in mod out is 0 or 1, for every dim; for other pairs its windows are not the bins.
/// Otherwise, in and out proven, a pool of each bin (<see cref="BinsForm"/>). Max pools the same way, in every bit.
/// Hostile: an exporter has to know the input's size, and even then takes only sizes that the output divides. To size 1 it exports as a global
/// pool, which everything takes, so that is only a suggestion.
internal sealed class AdaptivePoolRule : Rule
{
    public override DiagnosticDescriptor Descriptor { get; } = Describe(
        "MFX1401",
        "Adaptive pooling exports only to sizes that divide a known input size",
        "Exporters write adaptive pooling as a fixed pool, which needs a known input size that the output size divides; anything else is an error.");

    public override Hostility Hostility { get; } = new(
        "opset 9 to 17: an error unless the output is 1, or the input's size is known and a multiple of it; onnxify takes only output 1",
        new TargetRange(TargetFamily.Onnx),
        new TargetRange(TargetFamily.TensorRT),
        new TargetRange(TargetFamily.Onnxify));

    public override ImmutableArray<OperationKind> Kinds { get; } = ImmutableArray.Create(OperationKind.Invocation);

    public override bool MayConcern(SyntaxNode node)
    {
        var name = node is InvocationExpressionSyntax invocation ? invocation.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            _ => null,
        } : null;
        return name is not null && (AdaptivePool.Functions.Contains(name) || AdaptivePool.Layers.Contains(name));
    }

    public override Finding? Inspect(IOperation operation, TorchCompilation torch)
    {
        if (!MayConcern(operation.Syntax)) return null;
        if (OperatorCalls.From(operation, torch.Symbols) is { } call)
            return AdaptivePool.Functions.Contains(call.Operator) && torch.Exported.Contains(operation) ? InspectCall(call, torch).BecauseOf(call.Input, torch) : null;
        if (Layer.From(operation, torch.Symbols) is not { IsTorchSharp: true } layer || !AdaptivePool.Layers.Contains(layer.Kind)) return null;
        if (ExportedModuleAround(operation, torch) is null) return null;
        return AdaptivePoolLayer.Advise(layer, torch) is { } advice ? Finding(layer.Construction.Syntax, advice) : null;
    }

    private Finding InspectCall(TorchCall call, TorchCompilation torch)
    {
        var pool = AdaptivePool.From(call.Operator, call.Arguments);
        var style = torch.StyleAt(call.Syntax);
        var shape = torch.ShapeOf(call.Input);
        if (pool.Output.IsEmpty) return Finding(call.NameSyntax, PoolAdvice.SizeNotConstant(pool));
        if (PoolForm.Of(pool, shape, style) is not { } form) return Finding(call.NameSyntax, PoolAdvice.ShapeNotKnown(pool, shape));
        if (form.Obstacle is { } obstacle) return Finding(call.NameSyntax, PoolAdvice.ByHand(pool, form, obstacle));
        if (form.Edits(call.Syntax, call.Input.Syntax, style, torch.Symbols) is not { } edits)
            return Finding(call.NameSyntax, PoolAdvice.ByHand(pool, form, "a comment stands inside the call"));
        return Finding(call.NameSyntax, PoolAdvice.Rewrite(pool, shape, form, edits));
    }

    private Finding Finding(SyntaxNode node, PoolAdvice advice) => new(this, node, advice.Message, advice.Fix is null ? Safety.Report : Safety.Proven)
    {
        Equality = advice.Equality,
        Fixes = advice.Fix is { } fix ? ImmutableArray.Create(fix) : ImmutableArray<Fix>.Empty,
        Severity = advice.IsSuggestion ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning,
    };
}
