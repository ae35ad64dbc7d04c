using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Numerics;

/// <summary>One of the two between which <c>where</c> chooses: a tensor, or a number of C# that becomes a tensor without dims.</summary>
internal sealed class ChosenBranch
{
    private readonly IOperation _operation;
    private readonly TensorValue _value;

    private ChosenBranch(IOperation operation, TensorValue value, bool isNumber)
    {
        _operation = operation;
        _value = value;
        IsNumber = isNumber;
    }

    public bool IsNumber { get; }

    public ElementType Type => _value.Type;

    public string Text => CSharpText.Text(_operation.Syntax);

    public string Name => Type switch
    {
        ElementType.Unknown => "a tensor",
        ElementType.Floating => "a floating-point tensor",
        _ => NameOf(Type),
    };

    /// <summary>How its dtype is read, or null where it would have to be computed twice.</summary>
    public string? DtypeText => CSharpText.IsRepeatable(_operation) ? CSharpText.AsReceiver(_operation.Syntax) + ".dtype" : null;

    /// <param name="operation">What is chosen, without conversions.</param>
    /// <param name="torch">What is known.</param>
    public static ChosenBranch Of(IOperation operation, TorchCompilation torch)
    {
        // The casts of C# that a number goes through before it becomes a tensor belong to it.
        while (operation.Parent is IConversionOperation { OperatorMethod: null, Type.SpecialType: not SpecialType.None } cast)
            operation = cast;
        var number = operation.Type?.SpecialType switch
        {
            SpecialType.System_Boolean => ElementType.Bool,
            SpecialType.System_Byte => ElementType.Byte,
            SpecialType.System_SByte => ElementType.Int8,
            SpecialType.System_Int16 => ElementType.Int16,
            SpecialType.System_Int32 => ElementType.Int32,
            SpecialType.System_Int64 => ElementType.Int64,
            SpecialType.System_Single => ElementType.Float32,
            SpecialType.System_Double => ElementType.Float64,
            _ => ElementType.Unknown,
        };
        var unknown = torch.UnknownTensor("branch");
        return number != ElementType.Unknown
            ? new ChosenBranch(operation, unknown with { Shape = TensorShape.Of(), Type = number }, isNumber: true)
            : new ChosenBranch(operation, torch.TensorOf(operation) ?? unknown, isNumber: false);
    }

    /// <summary>
    /// The dtype of the result, where all that is known of one branch is that it is floating point perhaps no more; null where not even
    /// that is sure.
    /// </summary>
    public static ElementType? Promoted(ChosenBranch a, ChosenBranch b)
    {
        if (a.Type == ElementType.Unknown || b.Type == ElementType.Unknown) return null;
        var promoted = Promotion.Of(a._value, b._value);
        if (promoted is not (ElementType.Unknown or ElementType.Floating)) return promoted;
        var (floating, other) = a.Type == ElementType.Floating ? (a, b) : (b, a);
        var isItsOwn = floating.Type == ElementType.Floating
            && (!other.Type.IsFloating() || floating._value.Shape.MinRank > 0 && other._value.Shape.Rank == 0);
        return isItsOwn ? ElementType.Floating : null;
    }

    public static string NameOf(ElementType type) => type switch
    {
        ElementType.BFloat16 => "bfloat16",
        ElementType.Byte => "uint8",
        _ => type.ToString().ToLowerInvariant(),
    };

    /// <summary>True where the dtypes are proven to differ, or where one is of a number that no tensor of a model usually has.</summary>
    public bool MayDifferFrom(ChosenBranch other)
    {
        if (Type == ElementType.Complex || other.Type == ElementType.Complex || Type == other.Type) return false;
        if (Type == ElementType.Unknown) return other.IsNumber && other.Type is ElementType.Int32 or ElementType.Float64;
        if (other.Type == ElementType.Unknown) return other.MayDifferFrom(this);
        if (Type != ElementType.Floating && other.Type != ElementType.Floating) return true;
        var concrete = Type == ElementType.Floating ? other : this;
        return !concrete.Type.IsFloating() || concrete.IsNumber && concrete.Type == ElementType.Float64;
    }

    /// <summary>What must hold of this tensor for a number to take its dtype.</summary>
    public string GivesItsDtypeTo(ChosenBranch number)
    {
        var dims = _value.Shape.MinRank > 0 ? null : "has dims";
        var type = Type != ElementType.Unknown
            ? null
            : number.Type.IsFloating() ? "is floating point" : "is not bool";
        return $"{Text} {string.Join(" and ", new[] { type, dims }.Where(t => t is not null))}";
    }

    /// <summary>The number as a tensor of a dtype.</summary>
    public SourceEdit AsTensor(string dtype, TorchCompilation torch) =>
        SourceEdit.Replace(_operation.Syntax, $"{torch.StyleAt(_operation.Syntax).Torch("tensor")}({Text}, dtype: {dtype})");

    /// <summary>The edits that bring it to a dtype.</summary>
    /// <param name="type">The dtype; some floating-point type where only the text says which.</param>
    /// <param name="dtype">How the dtype is read from the other branch, or null.</param>
    /// <param name="torch">How names are written.</param>
    public IEnumerable<SourceEdit> Cast(ElementType type, string? dtype, TorchCompilation torch)
    {
        if (IsNumber && Number(type) is { } number) return [SourceEdit.Replace(_operation.Syntax, number)];
        dtype ??= torch.StyleAt(_operation.Syntax).Type(torch.Symbols.ScalarType!) + "." + type;
        if (IsNumber) return [AsTensor(dtype, torch)];
        var (tree, span) = (_operation.Syntax.SyntaxTree, _operation.Syntax.Span);
        return CSharpText.AsReceiver(_operation.Syntax) == Text
            ? [SourceEdit.Insert(tree, span.End, $".to({dtype})")]
            : [SourceEdit.Insert(tree, span.Start, "("), SourceEdit.Insert(tree, span.End, $").to({dtype})")];
    }

    /// <summary>The number as one of C# that has the dtype; null where C# has none.</summary>
    private string? Number(ElementType type)
    {
        var (keyword, suffix) = type switch
        {
            ElementType.Float32 => ("float", "f"),
            ElementType.Float64 => ("double", "d"),
            ElementType.Int64 => ("long", "L"),
            ElementType.Int32 => ("int", ""),
            _ => (null, ""),
        };
        if (keyword is null || Type == ElementType.Bool || !Fits(type)) return null;
        var literal = _operation.Syntax is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } minus
            ? minus.Operand
            : _operation.Syntax;
        var isPlain = literal.IsKind(SyntaxKind.NumericLiteralExpression) && char.IsDigit(Text[Text.Length - 1])
            && !Text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && !Text.StartsWith("0b", StringComparison.OrdinalIgnoreCase);
        return isPlain && Survives(type) ? Text + suffix : $"({keyword}){CSharpText.AsReceiver(_operation.Syntax)}";
    }

    /// <summary>False for a constant that C# does not convert to the dtype.</summary>
    private bool Fits(ElementType type) => _operation.ConstantValue.Value switch
    {
        double value when type == ElementType.Float32 => !double.IsInfinity(value) == !float.IsInfinity((float)value),
        double when type is ElementType.Int64 or ElementType.Int32 => false,
        long value when type == ElementType.Int32 => value is >= int.MinValue and <= int.MaxValue,
        _ => true,
    };

    /// <summary>True where the digits say the same number as a float as what the literal's own number is rounded to.</summary>
    private bool Survives(ElementType type) => type != ElementType.Float32
        || Type.IsInteger()
        || _operation.ConstantValue.Value is double value
            && float.TryParse(Text.Replace("_", ""), NumberStyles.Float, CultureInfo.InvariantCulture, out var single)
            && single.Equals((float)value);
}
