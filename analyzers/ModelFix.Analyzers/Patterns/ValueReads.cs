using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Patterns;

/// <summary>
/// Places in exported code where elements of a tensor become numbers of C#: <c>t.item&lt;float&gt;()</c>, <c>t.ToSingle()</c>,
/// <c>(float)t</c>, <c>t.data&lt;float&gt;()</c>, <c>t.allclose(u)</c>.
/// </summary>
internal sealed class ValueReads : Pattern
{
    private static readonly ImmutableHashSet<string> Readers = ImmutableHashSet.Create(
        "item",
        "data",
        "ToScalar",
        "ToSByte",
        "ToByte",
        "ToInt16",
        "ToInt32",
        "ToInt64",
        "ToHalf",
        "ToSingle",
        "ToDouble",
        "ToBoolean",
        "ToComplex32",
        "ToComplex64",
        "ReadCpuByte",
        "ReadCpuInt16",
        "ReadCpuInt32",
        "ReadCpuInt64",
        "ReadCpuSingle",
        "ReadCpuDouble",
        "ReadCpuBool",
        "is_nonzero",
        "allclose",
        "equal");

    private readonly Func<IOperation, IOperation, TorchCompilation, Finding?> _inspect;

    private ValueReads(Func<IOperation, IOperation, TorchCompilation, Finding?> inspect) => _inspect = inspect;

    public override ImmutableArray<OperationKind> Kinds { get; } =
        ImmutableArray.Create(OperationKind.Invocation, OperationKind.Conversion);

    public override ImmutableHashSet<string> Names => Readers;

    public override ImmutableHashSet<SyntaxKind> Syntax { get; } = ImmutableHashSet.Create(SyntaxKind.CastExpression);

    /// <param name="inspect">The finding at a read, given the tensor that is read, or null.</param>
    public static ValueReads All(Func<IOperation, IOperation, TorchCompilation, Finding?> inspect) => new(inspect);

    /// <summary>The tensor whose elements an operation makes numbers of, or null where it does not.</summary>
    public static IOperation? TensorOf(IOperation operation, TorchSymbols symbols) => operation switch
    {
        IConversionOperation { IsImplicit: false, Conversion.IsUserDefined: true } cast
            when symbols.IsTensor(cast.Operand.Type) && !symbols.IsTensor(cast.Type) => cast.Operand,
        IInvocationOperation { TargetMethod: var method } call when Readers.Contains(method.Name) && !symbols.IsTensor(method.ReturnType) =>
            (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } first && symbols.IsTensor(first.Type) ? first : null,
        _ => null,
    };

    public override bool MayBe(SyntaxNode node) =>
        node is CastExpressionSyntax || CalledName(node) is { } name && Readers.Contains(name);

    public override Finding? Inspect(IOperation operation, TorchCompilation torch) =>
        TensorOf(operation, torch.Symbols) is { } tensor && torch.Exported.Contains(operation)
            ? _inspect(operation, tensor.WithoutImplicitConversions(), torch)
            : null;
}
