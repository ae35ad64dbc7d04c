using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers.Patterns;
using ModelFix.Analyzers.Rules.Shape;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Tracing;

/// x.relu().to(x.device)      =>  x.relu()
/// zeros(3).to(x.device)      =>  zeros(3, device: x.device)
/// The first where both devices are proven to be that of one parameter or field; two inputs may be on two devices.
/// The second for tensors whose elements do not depend on where they are computed: not for random numbers, and for arange only of integers.
/// Neither where copy or disposeAfter is given. A move to a device that is written into the model is reported.
/// Hostile: a trace keeps the device of the example, and a model that asks for one can be traced only where that is there.
internal sealed class DeviceMoveRule : Rule
{
    private static readonly ImmutableHashSet<string> SameEverywhere =
        ImmutableHashSet.Create("zeros", "ones", "full", "eye", "tensor", "arange");

    private static readonly RuleDescriptor Move = new(
        "MFX1704",
        "Moving a tensor to a device inside forward ties the model to it",
        "{0} moves a tensor {1}; {2}",
        "A trace keeps the device of the example as a constant, and a model that asks for a device can be traced only where that is there. "
        + "A tensor that is created on the device of an input, or kept as a buffer, follows the model.",
        new Hostility(
            "a trace has device constants, which bmnetp, CPU only, cannot follow; cuda() throws where an exporter runs without a GPU",
            new TargetRange(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT),
            new TargetRange(TargetFamily.Bmnetp),
            new TargetRange(TargetFamily.Onnxify)))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Move];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Calls.Of(InspectCall, "to", "cpu", "cuda")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (!IsMove(call, torch)) return null;
        var written = $"{call.NameSyntax}({string.Join(", ", call.Syntax.ArgumentList.Arguments)})";
        if (call.Arguments["device"] is not { } device || !IsOfTensor(device, torch))
            return Move.Report(
                call.NameSyntax,
                written,
                "to a device that the model names",
                "leave it on the device of the inputs, or keep it as a buffer, which moves with the model");

        // From here on it goes to the device of a tensor.
        var isPlain = !call.IsConditionalAccess && !IsGiven(call, "copy") && !IsGiven(call, "dispose_after");
        var from = DeviceOrigin.Of(call.Input, torch);
        if (from is not null && isPlain && SymbolEqualityComparer.Default.Equals(from, DeviceOrigin.Of(device, torch)))
        {
            var nothing = $"to the device of {from.Name}, on which it is";
            return Suggested(NoOpCall.WhyKept(call, torch) is { } kept
                ? Move.Report(call.NameSyntax, written, nothing, kept)
                : Move.Proven(call.NameSyntax, NoOpCall.Remove(call), written, nothing, "without the call it is the same"));
        }

        if (isPlain && Created(call, device, torch) is { } fix)
            return Suggested(Move.Proven(
                call.NameSyntax,
                fix,
                written,
                "that was just created",
                $"it can be created there, with device: {device.Syntax}"));
        return Suggested(Move.Report(
            call.NameSyntax,
            written,
            "while the model is traced",
            "create it on that device, or keep it as a buffer, which moves with the model"));
    }

    /// <summary>Nothing refuses a move to where an input is.</summary>
    private static Finding Suggested(Finding finding) => finding with { Severity = DiagnosticSeverity.Info };

    private static bool IsMove(TorchCall call, TorchCompilation torch) => call.Spelling == Spelling.Method
        && torch.Symbols.IsTensor(call.Input.Type)
        && (call.Operator != "to" || !call.Arguments.Has("type") && !call.Arguments.Has("other"));

    /// <summary>True for x.device, a local that holds it, and a parameter of a helper, which gets one.</summary>
    private static bool IsOfTensor(IOperation device, TorchCompilation torch) => device switch
    {
        IPropertyReferenceOperation { Property.Name: "device", Instance: { } tensor } => torch.Symbols.IsTensor(tensor.Type),
        ILocalReferenceOperation local => VariableUses.Of(local) is { Writes: { IsEmpty: false } writes }
            && writes.All(w => w.Value?.WithoutConversions() is IPropertyReferenceOperation read && IsOfTensor(read, torch)),
        IParameterReferenceOperation { Type.SpecialType: SpecialType.None } => true,
        _ => false,
    };

    private static bool IsGiven(TorchCall call, string flag) =>
        call.Arguments[flag] is not null && call.Arguments.Constant(flag).Value is not false;

    /// <summary>The fix that creates the tensor where it is wanted, or null where its elements may be others there.</summary>
    private static Fix? Created(TorchCall call, IOperation device, TorchCompilation torch)
    {
        if (call.Input is not IInvocationOperation creation || creation.Syntax is not InvocationExpressionSyntax syntax) return null;
        if (!SymbolEqualityComparer.Default.Equals(creation.TargetMethod.ContainingType, torch.Symbols.Torch)) return null;
        if (!SameEverywhere.Contains(creation.TargetMethod.Name)) return null;
        var arguments = new TorchArguments(creation.Arguments);
        if (!arguments.Has("device") || arguments["device"] is not null || arguments["requires_grad"] is not null) return null;
        if (arguments.All.Any(a => torch.Symbols.IsTensor(a.Type))) return null;
        if (creation.TargetMethod.Name == "arange" && !arguments.All.All(IsInteger)) return null;
        if (device is IPropertyReferenceOperation { Instance: { } tensor } && !CSharpText.IsRepeatable(tensor)) return null;
        var tail = TextSpan.FromBounds(syntax.ArgumentList.CloseParenToken.SpanStart, call.Syntax.Span.End);
        if (CSharpText.HasComments(call.Syntax.SyntaxTree, tail)) return null;
        if (call.Syntax.Expression is not MemberAccessExpressionSyntax access || access.Expression != syntax) return null;
        var comma = syntax.ArgumentList.Arguments.Count == 0 ? "" : ", ";
        var text = $"{comma}device: {CSharpText.Text(device.Syntax)})";
        return new Fix($"Create it on {CSharpText.Text(device.Syntax)}", new SourceEdit(call.Syntax.SyntaxTree, tail, text));
    }

    private static bool IsInteger(IOperation argument) => argument.Type is { } type
        && (type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 || type.Name == "ScalarType");
}
