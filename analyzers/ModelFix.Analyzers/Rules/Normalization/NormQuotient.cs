using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Normalization;

/// <summary>The quotient of a tensor and its norm that a call of normalize stands for.</summary>
/// <param name="Call">The call.</param>
/// <param name="P">The order of the norm, positive and finite.</param>
/// <param name="Dim">The dim along which the norm is taken.</param>
/// <param name="Size">The size of that dim, null where it is not known.</param>
/// <param name="Type">The tensor's dtype.</param>
internal sealed record NormQuotient(TorchCall Call, double P, int Dim, Dim? Size, ElementType Type)
{
    /// <summary>True where every bit of output and gradient stays; a norm that is written out rounds differently.</summary>
    public bool IsExact => IsNorm || !IsFloat;

    /// <summary>What has to hold for the quotient to be the same, or null.</summary>
    public string? Assumption
    {
        get
        {
            var size = IsExact || IsSingle || Size?.IsKnownDifferent(Core.Values.Dim.One) == true ? null : $"size({Dim}) is not 1";
            // In float16 the power of a small number vanishes, and eps with it.
            var halves = IsExact || IsSingle || Type is ElementType.Float32 or ElementType.Float64 ? null : "it is not float16";
            string?[] all = [EpsAssumption, size, halves];
            return all.Any(a => a is not null) ? string.Join(" and ", all.Where(a => a is not null)) : null;
        }
    }

    /// <summary>What has to hold where eps is not a constant, or null.</summary>
    private string? EpsAssumption => Constant(Call, "eps") is null ? $"{CSharpText.Text(Written("eps")!)} is a constant" : null;

    /// <summary>True for the norms that exporters know.</summary>
    private bool IsNorm => P is 1 or 2;

    /// <summary>True where Tensor.norm, whose p is a float, could compute this norm.</summary>
    private bool IsFloat => P == (float)P;

    /// <summary>True for norms of single numbers.</summary>
    private bool IsSingle => Size?.Constant == 1;

    private SemanticModel Model => Call.Invocation.SemanticModel!;

    private ExpressionSyntax Input => Call.Arguments.Syntax("input")!.Expression;

    /// <summary>The quotient, or null and the reason where there is none that exports.</summary>
    public static NormQuotient? For(TorchCall call, TorchCompilation torch, out string reason)
    {
        reason = "";
        if (Constant(call, "p") is not { } p) reason = "make p a constant, so that the norm can be written out";
        else if (Constant(call, "dim") is not { } dim || dim is not (>= int.MinValue and <= int.MaxValue) || dim != (int)dim)
            reason = "make dim a constant, so that the norm can be written out";
        else if (!(p > 0) || double.IsInfinity(p)) reason = $"no exporter takes a norm with p = {Number(p)}, write it out";
        else if (CSharpText.HasComments(call.Syntax.SyntaxTree, call.Syntax.Span))
            reason = "take the comments out of the call, so that it can be replaced";
        else
        {
            var quotient = new NormQuotient(call, p, (int)dim, torch.ShapeOf(call.Input)[(int)dim], torch.ElementTypeOf(call.Input));
            if (quotient.IsExact || quotient.IsSingle || quotient.Type != ElementType.Float16) return quotient;
            reason = "normalize it in float32: the power of a small number vanishes in float16";
        }

        return null;
    }

    /// <summary>The edits that divide the input by its norm, or null where they might change what is evaluated.</summary>
    public ImmutableArray<SourceEdit>? Edits(TorchCompilation torch)
    {
        if (!torch.Symbols.IsTensor(Call.Input.Type)) return null;
        if (Call.Arguments["eps"] is { } value && !CSharpText.IsRepeatable(value)) return null;
        var style = SourceStyle.At(Call.Syntax, Model, torch.Symbols);
        var text = new Writing(this, style, torch.Symbols);
        if (CSharpText.IsRepeatable(Call.Input))
            return ImmutableArray.Create(InPlace(text.Of(CSharpText.AsFactor(Input), CSharpText.AsReceiver(Input))));
        if (HoistedLocal.Of(Call.Input, Input, style.FreeName("vectors", CallsBefore()), style, torch.Symbols) is { } local)
            return ImmutableArray.Create(local.Declaration, InPlace(text.Of(local.Name, local.Name)));
        return Method(text);
    }

    private SourceEdit InPlace(string quotient) => SourceEdit.Replace(Call.Syntax, CSharpText.ProductInPlaceOf(Call.Syntax, quotient));

    /// <summary>How many calls that may need a local come earlier in the same member: each takes a name of its own.</summary>
    private int CallsBefore() => Call.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>()!
        .DescendantNodes()
        .OfType<InvocationExpressionSyntax>()
        .Count(i => i.SpanStart < Call.Syntax.SpanStart
            && i.Expression.GetLastToken().ValueText == Call.Operator
            && i.ArgumentList.Arguments.Any(a => a.Expression is not (IdentifierNameSyntax or LiteralExpressionSyntax)));

    /// <summary>The call of a method that is added to the class. It is static and sees no local.</summary>
    private ImmutableArray<SourceEdit>? Method(Writing text)
    {
        if (EpsAssumption is not null || Call.Syntax.ArgumentList.Arguments.Any(a => a.Expression != Input && MentionsLocal(a.Expression)))
            return null;
        var tensor = text.Style.Type(text.Symbols.Tensor);
        ImmutableArray<string> Lines(string name) => ImmutableArray.Create(
            $"private static {tensor} {name}({tensor} vectors) =>",
            $"    {text.Of("vectors", "vectors")};");
        if (AddedMethod.To(Call.Syntax, "Normalize", Lines, text.Style) is not { } method) return null;
        var edits = ImmutableArray.Create(SourceEdit.Replace(Call.Syntax, $"{method.Name}({CSharpText.Text(Input)})"));
        return method.Insertion is { } insertion ? edits.Add(insertion) : edits;
    }

    private bool MentionsLocal(ExpressionSyntax expression) =>
        expression
            .DescendantNodesAndSelf()
            .OfType<IdentifierNameSyntax>()
            .Any(n => Model.GetSymbolInfo(n).Symbol is ILocalSymbol or IParameterSymbol);

    private ExpressionSyntax? Written(string parameter) => Call.Arguments.Syntax(parameter)?.Expression;

    /// <summary>An argument as written if it names a constant, which the code may use for nothing else.</summary>
    private ExpressionSyntax? Named(string parameter) =>
        Written(parameter) is { } written && written.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any() ? written : null;

    private static double? Constant(TorchCall call, string parameter)
    {
        var constant = call.Arguments.Syntax(parameter) is { } argument
            ? call.Invocation.SemanticModel!.GetConstantValue(argument.Expression)
            : call.Arguments.Constant(parameter);
        return constant is { HasValue: true, Value: IConvertible number and not (string or char or bool) }
            ? number.ToDouble(CultureInfo.InvariantCulture)
            : null;
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The quotient as C#.</summary>
    private sealed record Writing(NormQuotient Quotient, SourceStyle Style, TorchSymbols Symbols)
    {
        private string Eps => Quotient.Written("eps") is { } eps ? CSharpText.Text(eps) : "1e-12";

        /// <summary>The dim as an int: norm does not take a long.</summary>
        private string Dim
        {
            get
            {
                if (Quotient.Named("dim") is not { } named) return CSharpText.Of(Quotient.Dim);
                var isInt = Quotient.Model.GetTypeInfo(named).Type?.SpecialType == SpecialType.System_Int32;
                return isInt ? CSharpText.Text(named) : "(int)" + CSharpText.AsReceiver(named);
            }
        }

        /// <param name="factor">The input as the left side of a division.</param>
        /// <param name="receiver">The input as it can stand before a dot.</param>
        public string Of(string factor, string receiver) => $"{factor} / {Norm(factor, receiver)}.clamp({Eps}, double.PositiveInfinity)";

        private string Norm(string factor, string receiver)
        {
            var named = Quotient.Named("p");
            var p = named is null ? Number(Quotient.P) : CSharpText.AsReceiver(named);
            if (Quotient.IsNorm) return $"{receiver}.norm({Dim}, true, {(named is null ? p + "f" : "(float)" + p)})";
            if (Quotient.IsSingle) return $"{receiver}.abs()";
            return Quotient.IsFloat
                ? $"{receiver}.abs().pow({p}).sum({Dim}, true).pow(1.0 / {p})"
                : $"{Style.Type(Symbols.Linalg!)}.vector_norm({factor}, {p}, {Style.Longs(new[] { Dim })}, true)";
        }
    }
}
