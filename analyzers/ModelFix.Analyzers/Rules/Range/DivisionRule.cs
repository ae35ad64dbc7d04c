using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Range;

/// x.floor_divide(y)                    =>  x.div(y, RoundingMode.floor)
/// torch.floor_divide(x, y)             =>  x.div(y, RoundingMode.floor)
/// torch.div(x, y, RoundingMode.floor)  =>  the same: no rewrite by itself, since it divides truly and only the author knows what is meant
/// libtorch computes both of the former in one place, so every bit and the dtype are the same, and both throw for an integer by zero.
/// A number that the function takes as a tensor is cast to one: as a number it would take another part in type promotion.
/// Never the static form with a rounding mode: TorchSharp up to 0.107 passes none on, unless the divisor of torch.div_ is a number.
/// Hostile: exporters write floor_divide as a division that truncates, which is off by one for negative quotients.
internal sealed class DivisionRule : Rule
{
    /// <summary>The newest version of TorchSharp in which the rounding mode is known to be dropped.</summary>
    private static readonly Version LastThatIgnores = new(0, 107, 999);

    private static readonly RuleDescriptor Floor = new(
        "MFX1102",
        "floor_divide exports as a division that truncates",
        "{0} exports as a division that truncates, off by one where the quotient is negative; {1}",
        "Exporters write floor_divide as a division whose fraction is cut off, so that -7 by 2 is -3 and not -4. A division with a "
        + "rounding mode exports as what it is.",
        new Hostility(
            "measured at opsets 9 to 17: floor_divide of floats and of integers is off by one on negative quotients",
            TargetRange.Miscomputed(TargetFamily.Onnx),
            TargetRange.Miscomputed(TargetFamily.TensorRT)))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    private static readonly RuleDescriptor Ignored = new(
        "MFX1103",
        "torch.div ignores its rounding mode",
        "{0} ignores {1} in this version of TorchSharp and divides truly; {2}",
        "The static forms of div and divide pass no rounding mode on to libtorch, so that integers become floating point and nothing is "
        + "rounded. The methods of a tensor do.",
        Hostility.Everywhere("TorchSharp 0.99 to 0.107: torch.div and torch.divide call libtorch without the rounding mode"))
    {
        Safeties = ImmutableArray.Create(Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Floor, Ignored];

    public override IReadOnlyList<Pattern> Patterns { get; } =
        [Calls.Of(InspectFloor, "floor_divide"), Calls.Of(InspectMode, "div", "divide")];

    private static Finding? InspectFloor(TorchCall call, TorchCompilation torch)
    {
        if (IsUnused(call)) return null;
        var method = call.InPlace ? "div_" : "div";
        var mode = RoundingModeAt(call, torch) + ".floor";
        var edits = call.Spelling == Spelling.Method ? Renamed(call, method, mode) : AsMethod(call, method, mode, torch);
        return edits is { } all
            ? Floor.Proven(call.NameSyntax, new Fix($"Use {method} with {mode}", all), Name(call), $"{method} with {mode} is the same")
            : Floor.Report(
                call.NameSyntax,
                Name(call),
                $"write it as a method, x.{method}(y, {mode}): torch.{method} ignores the mode");
    }

    private static Finding? InspectMode(TorchCall call, TorchCompilation torch)
    {
        if (IsUnused(call) || call.Spelling == Spelling.Method || call.Arguments.Syntax("rounding_mode") is not { } mode) return null;
        if (call.Arguments["rounding_mode"] is not { } value || value.ConstantValue is { HasValue: true, Value: 0 }) return null;
        if (torch.Symbols.Version > LastThatIgnores) return null;
        if (call.InPlace && !torch.Symbols.IsTensor(call.Invocation.TargetMethod.Parameters[1].Type)) return null;

        // What is computed now is a true division; both ways out of that are the author's to choose from.
        var method = call.NameSyntax.Identifier.ValueText;
        var fixes = ImmutableArray.CreateBuilder<Fix>();
        if (FunctionAsMethod.Edits(call, method, torch.Symbols) is { } rounding)
            fixes.Add(new Fix($"Use the method {method} of the tensor, which rounds", rounding));
        if (WithoutMode(call, mode) is { } removal) fixes.Add(new Fix("Remove the rounding mode, and divide truly as before", removal));
        return Ignored.Report(call.NameSyntax, Name(call), CSharpText.Text(mode.Expression), $"the method x.{method}(y, mode) rounds")
            with { Fixes = fixes.ToImmutable() };
    }

    private static bool IsUnused(TorchCall call) => !call.InPlace && call.Syntax.Parent is ExpressionStatementSyntax;

    private static string Name(TorchCall call) => call.NameSyntax.Identifier.ValueText;

    private static string RoundingModeAt(TorchCall call, TorchCompilation torch) =>
        torch.StyleAt(call.Syntax).Type(torch.Symbols.Torch.GetTypeMembers("RoundingMode")[0]);

    /// <summary>x.floor_divide(y)  =>  x.div(y, RoundingMode.floor)</summary>
    private static ImmutableArray<SourceEdit>? Renamed(TorchCall call, string method, string mode)
    {
        var argument = call.Syntax.ArgumentList.Arguments[0];
        var edits = ImmutableArray.Create(
            SourceEdit.Replace(call.NameSyntax.Identifier, method),
            SourceEdit.Insert(argument.SyntaxTree, argument.Span.End, $", {mode}"));
        if (argument.NameColon is null) return edits;
        var name = TextSpan.FromBounds(argument.SpanStart, argument.Expression.SpanStart);
        return CSharpText.HasComments(argument.SyntaxTree, name) ? null : edits.Add(SourceEdit.Delete(argument.SyntaxTree, name));
    }

    private static ImmutableArray<SourceEdit>? AsMethod(TorchCall call, string method, string mode, TorchCompilation torch)
    {
        var divisor = call.Syntax.ArgumentList.Arguments[1];
        var isTensor = torch.Symbols.IsTensor(call.Invocation.SemanticModel!.GetTypeInfo(divisor.Expression).Type);
        var cast = isTensor ? "" : $"({torch.StyleAt(call.Syntax).Type(torch.Symbols.Tensor)})";
        if (FunctionAsMethod.Edits(call, method, torch.Symbols, cast) is not { } edits) return null;
        if (isTensor) return edits.Add(SourceEdit.Insert(divisor.SyntaxTree, divisor.Span.End, $", {mode}"));
        var (open, close) = CSharpText.AsFactor(divisor.Expression) == CSharpText.Text(divisor.Expression) ? ("", "") : ("(", ")");
        return edits
            .SetItem(1, edits[1] with { NewText = edits[1].NewText + open })
            .Add(SourceEdit.Insert(divisor.SyntaxTree, divisor.Span.End, $"{close}, {mode}"));
    }

    /// <summary>The edit that takes the argument away with the comma before it, or null where a comment would be lost.</summary>
    private static SourceEdit? WithoutMode(TorchCall call, ArgumentSyntax mode)
    {
        var arguments = call.Syntax.ArgumentList.Arguments;
        var at = arguments.IndexOf(mode);
        var span = at > 0
            ? TextSpan.FromBounds(arguments[at - 1].Span.End, mode.Span.End)
            : TextSpan.FromBounds(mode.SpanStart, arguments[1].SpanStart);
        return CSharpText.HasComments(mode.SyntaxTree, span) ? null : SourceEdit.Delete(mode.SyntaxTree, span);
    }
}
