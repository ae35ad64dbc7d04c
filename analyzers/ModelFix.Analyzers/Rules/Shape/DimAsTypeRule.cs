using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Shape;

/// x.sum(0)  =>  the same: no rewrite by itself, since it sums all elements as bytes and only the author knows what is meant
/// A constant 0 converts to any enum, so it binds to the dtype of the overload without a dim, which is nearer than a long. Any other
/// number, 0L, and 0 with a keepdim behind it bind to the dim.
/// Two ways out: sum(dim: 0), which is what the author of a model means, and sum(ScalarType.Byte), which computes the same and says so.
/// Matters everywhere: the model computes something else than is written, exported or not.
internal sealed class DimAsTypeRule : Rule
{
    private static readonly RuleDescriptor DimAsType = new(
        "MFX1009",
        "sum(0) takes 0 as a dtype, not as a dim",
        "{0} reduces all elements, as bytes: 0 binds to the dtype and not to the dim; {1}",
        "The constant 0 converts to every enum, so that C# prefers the overload whose first parameter is a dtype. The result is one uint8, "
        + "the sum or product of all elements cut off to bytes.",
        Hostility.Everywhere("TorchSharp 0.99 to 0.107: {1.5, 2.5, 3.5, 4.5}.sum(0) is 10, a uint8; four times 100.7 give 144"))
    {
        Safeties = ImmutableArray.Create(Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [DimAsType];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Calls.Of(InspectCall, "sum", "prod")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (call.Syntax.Parent is ExpressionStatementSyntax) return null;
        if (call.Arguments.Syntax("type") is not { NameColon: null } argument) return null;
        if (!IsInteger(call.Invocation.SemanticModel!.GetTypeInfo(argument.Expression).Type)) return null;

        // From here on a number stands where a dtype is bound.
        var (name, zero) = (call.NameSyntax.Identifier.ValueText, CSharpText.Text(argument.Expression));
        var dtype = torch.StyleAt(call.Syntax).Type(torch.Symbols.ScalarType!) + ".Byte";
        return DimAsType.Report(call.NameSyntax, $"{name}({zero})", $"write {name}(dim: {zero}) if dim 0 is meant") with
        {
            Fixes = ImmutableArray.Create(
                new Fix($"Reduce dim 0: {name}(dim: {zero})", SourceEdit.Insert(argument.SyntaxTree, argument.SpanStart, "dim: ")),
                new Fix($"Reduce all elements as bytes, as before: {name}({dtype})", SourceEdit.Replace(argument.Expression, dtype))),
        };
    }

    private static bool IsInteger(ITypeSymbol? type) => type?.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;
}
