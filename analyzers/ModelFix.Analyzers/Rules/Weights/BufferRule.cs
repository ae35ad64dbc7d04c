using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Weights;

/// register_buffer("mask", mask, persistent: false)  =>  a static array, of which forward makes the tensor
/// mean = mean * 0.9 + x.mean() * 0.1;               =>  mean.copy_(…), where mean is a buffer
/// No rewrite: what is saved and loaded changes with either.
/// A buffer is a field of a tensor that its constructor fills before RegisterComponents, or gives to register_buffer. Not one that is null
/// by then, as caches are: it is registered nowhere.
/// Matters everywhere: what the module has registered is what is saved, moved and exported.
internal sealed class BufferRule : Rule
{
    private static readonly RuleDescriptor Buffer = new(
        "MFX1902",
        "A buffer that the module does not keep as its own",
        "{0} is not what the module keeps: {1}; {2}",
        "The module moves and saves what it has registered: not a buffer that is not persistent, and of a field that is assigned again the "
        + "tensor that it had before.",
        Hostility.Everywhere("run on TorchSharp 0.107: to() leaves such a buffer where it was; state_dict has the old tensor"))
    {
        Safeties = ImmutableArray.Create(Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Buffer];

    public override IReadOnlyList<Pattern> Patterns { get; } =
        [ModuleMethods.Named(InspectRegistration, "register_buffer"), FieldWrites.OfModules(InspectWrite)];

    private static Finding? InspectRegistration(IInvocationOperation call, TorchCompilation torch)
    {
        var arguments = new TorchArguments(call.Arguments);
        return arguments["persistent"]?.ConstantValue.Value is false && arguments.Syntax("persistent") is { } written
            ? Buffer.Report(
                written,
                "this buffer",
                "one that is not persistent is not moved by to() and not among the buffers",
                "keep the numbers in a static array and make the tensor in forward, on the device of the input, or let it be saved")
            : null;
    }

    private static Finding? InspectWrite(IAssignmentOperation write, IFieldReferenceOperation field, TorchCompilation torch)
    {
        if (torch.Symbols.Parameter is { } parameter && TorchSymbols.DerivesFrom(field.Field.Type, parameter)) return null;
        if (!RegisteredBuffers.Has(field.Field, torch) || InConstructor(write)) return null;
        return Buffer.Report(
            field.Syntax,
            $"'{field.Field.Name}'",
            "state_dict has the tensor that the buffer had before this assignment",
            "write into it with copy_, without gradients");
    }

    private static bool InConstructor(IOperation operation) =>
        operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is ConstructorDeclarationSyntax;
}
