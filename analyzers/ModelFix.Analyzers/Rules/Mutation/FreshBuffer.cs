using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>
/// A local that is declared with a new tensor in it, to be filled: <c>var y = torch.zeros(…)</c>. What takes its place has its dtype, and
/// its device where that is not the one of a tensor: a model's tensors are on one device.
/// </summary>
internal sealed class FreshBuffer
{
    private static readonly ImmutableHashSet<string> Makers = ImmutableHashSet.Create(
        "zeros", "zeros_like", "new_zeros", "empty", "empty_like", "new_empty", "ones", "ones_like", "new_ones", "full", "full_like",
        "new_full");

    /// <summary>Operators whose result has the elements of their input, in its dtype.</summary>
    private static readonly ImmutableHashSet<string> Views = ImmutableHashSet.Create(
        "narrow", "select", "slice", "unsqueeze", "squeeze", "transpose", "permute", "view", "reshape", "flatten", "expand", "contiguous",
        "clone");

    /// <summary>What asks for the strides of a tensor.</summary>
    private static readonly ImmutableHashSet<string> Layouts = ImmutableHashSet.Create(
        "view", "view_as", "as_strided", "is_contiguous", "stride", "data", "bytes");

    private readonly IInvocationOperation _maker;
    private readonly TorchArguments _arguments;
    private readonly TorchCompilation _torch;

    private FreshBuffer(LocalDeclarationStatementSyntax syntax, IInvocationOperation maker, VariableUses uses, TorchCompilation torch)
    {
        Syntax = syntax;
        Uses = uses;
        _maker = maker;
        _arguments = new TorchArguments(maker.Arguments);
        _torch = torch;
    }

    /// <summary>The declaration.</summary>
    public LocalDeclarationStatementSyntax Syntax { get; }

    public VariableUses Uses { get; }

    public string Name => Syntax.Declaration.Variables[0].Identifier.Text;

    /// <summary>True where what is not written stays zero.</summary>
    public bool IsZero => _maker.TargetMethod.Name.IndexOf("zeros", StringComparison.Ordinal) >= 0;

    /// <summary>The buffer that an assignment writes into, or null with the reason why it is none.</summary>
    public static FreshBuffer? Of(IndexAssignment assignment, out string reason)
    {
        var (target, torch) = (assignment.Target, assignment.Torch);
        reason = $"{assignment.TargetText} is not a local that is declared as new zeros right before";
        if (target is not ILocalReferenceOperation || VariableUses.Of(target) is not { } uses) return null;
        if (uses.Writes.FirstOrDefault()?.Operation is not IVariableDeclaratorOperation { Initializer.Value: var value } declarator)
            return null;
        if (declarator.Syntax.Parent?.Parent is not LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } declaration)
            return null;
        if (!declaration.UsingKeyword.IsKind(Microsoft.CodeAnalysis.CSharp.SyntaxKind.None)) return null;
        if (value.WithoutConversions() is not IInvocationOperation maker || !Makers.Contains(maker.TargetMethod.Name)) return null;
        // x.zeros(2, 3) is x in another size.
        if (maker.Instance is not null && maker.TargetMethod.Name is ("zeros" or "empty" or "ones" or "full")) return null;
        if (!IsTorchSharp(maker.TargetMethod, torch)) return null;
        var buffer = new FreshBuffer(declaration, maker, uses, torch);
        reason = $"{assignment.TargetText} may require a gradient itself";
        if (buffer._arguments.Has("requires_grad") && buffer._arguments.Constant("requires_grad").Value is not false) return null;
        reason = $"the default dtype is set somewhere: give {assignment.TargetText} its own";
        if (buffer.DtypeOf is null && buffer.Given("dtype") is null && SourceNames.Of(torch.Compilation, "set_default_dtype").Any())
            return null;
        reason = $"a comment stands in the declaration of {assignment.TargetText}";
        return CSharpText.HasComments(declaration.SyntaxTree, declaration.Span) ? null : buffer;
    }

    /// <summary>Why a value cannot be converted to what the buffer makes of it; null where it can.</summary>
    public string? WhyNotConverted(IndexAssignment assignment)
    {
        var place = "is not known where its elements are computed";
        if (!HasDtype(assignment) && Dtype(assignment.Style) is null) return $"the dtype of {Name} {place}";
        return IsOnTensorsDevice || DeviceText is not null ? null : $"the device of {Name} {place}";
    }

    /// <summary>The value in the buffer's dtype, and on its device where that is another than the model's.</summary>
    public string Converted(IndexAssignment assignment)
    {
        var value = CSharpText.AsReceiver(assignment.Value.Syntax);
        if (!HasDtype(assignment)) value += $".to({Dtype(assignment.Style)})";
        return IsOnTensorsDevice ? value : $"{value}.to({DeviceText})";
    }

    /// <summary>
    /// True where the class looks at the layout of a tensor that is not made on the spot: of channels-last parts, which permuted ones are
    /// as well, stack and cat make a channels-last tensor, and so do operators of it. The buffer is none.
    /// </summary>
    /// <param name="rank">How many dims it has.</param>
    public bool MayBeViewed(int rank) => rank is 4 or 5
        && Syntax.Ancestors().OfType<TypeDeclarationSyntax>().Last().DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(m =>
            Layouts.Contains(m.Name.Identifier.ValueText)
            && !(m.Expression is InvocationExpressionSyntax made
                && Maker(made) is { } name && (Makers.Contains(name) || name == "arange")));

    private static string? Maker(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        IdentifierNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>The tensor after which the buffer is made.</summary>
    private IOperation? Model => _maker.TargetMethod.Name is var name && name.EndsWith("_like", StringComparison.Ordinal)
        ? _maker.Instance ?? _arguments["input"]
        : name.StartsWith("new_", StringComparison.Ordinal) ? _maker.Instance : null;

    private bool IsOnTensorsDevice =>
        Given("device") is null or IPropertyReferenceOperation { Property.Name: "device", Instance: not null };

    private string? DeviceText => Given("device") is { } device && IsStable(device) ? CSharpText.Text(device.Syntax) : null;

    /// <summary>The tensor whose dtype the buffer has, where it is written so.</summary>
    private IOperation? DtypeOf => Given("dtype") is { } given
        ? given is IPropertyReferenceOperation { Property.Name: "dtype", Instance: { } tensor } && IsTensor(tensor) ? tensor : null
        : Model;

    private string? Dtype(SourceStyle style)
    {
        if (DtypeOf is { } tensor) return IsStable(tensor) ? $"{CSharpText.Text(tensor.Syntax)}.dtype" : null;
        if (Given("dtype") is { } given) return IsStable(given) ? CSharpText.Text(given.Syntax) : null;
        return _maker.TargetMethod.Name.StartsWith("full", StringComparison.Ordinal) ? null : style.Torch("float32");
    }

    private bool HasDtype(IndexAssignment assignment)
    {
        var type = _torch.ElementTypeOf(assignment.Target);
        if (type == _torch.ElementTypeOf(assignment.Value) && type is not (ElementType.Unknown or ElementType.Floating)) return true;
        return DtypeOf is { } tensor && IsStable(tensor)
            && SymbolEqualityComparer.Default.Equals(VariableUses.Symbol(tensor), Viewed(assignment.Value));
    }

    /// <summary>The variable of which an expression is a view, or a copy.</summary>
    private ISymbol? Viewed(IOperation value) => value.WithoutConversions() switch
    {
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } tensor } when IsTensor(tensor) => Viewed(tensor),
        IInvocationOperation { Instance: { } tensor, TargetMethod: { } method } call when Views.Contains(method.Name)
            && IsTensor(tensor) && !new TorchArguments(call.Arguments).Has("dtype") => Viewed(tensor),
        var reference => VariableUses.Symbol(reference),
    };

    /// <summary>True where an expression is the same wherever the buffer is filled.</summary>
    private bool IsStable(IOperation expression) => expression.WithoutConversions() switch
    {
        IPropertyReferenceOperation { Property.Name: "device" or "dtype", Instance: { } tensor } => IsStable(tensor),
        IFieldReferenceOperation { Field: { IsStatic: true } field } => field.IsReadOnly || field.IsConst || IsTorchSharp(field, _torch),
        IPropertyReferenceOperation { Property: { IsStatic: true } property } => IsTorchSharp(property, _torch),
        var reference => VariableUses.Of(reference) is { IsCaptured: false } uses
            && !uses.Writes.Any(w => w.Operation.Syntax.SpanStart > Syntax.SpanStart),
    };

    private bool IsTensor(IOperation expression) => _torch.Symbols.IsTensor(expression.Type);

    private static bool IsTorchSharp(ISymbol member, TorchCompilation torch) =>
        SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, torch.Symbols.Torch.ContainingAssembly);

    private IOperation? Given(string name) =>
        _arguments[name] is { } given && given.ConstantValue is not { HasValue: true, Value: null } ? given : null;
}
