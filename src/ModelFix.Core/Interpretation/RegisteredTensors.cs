using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>
/// Buffers and parameters that are asked for by name: <c>get_buffer("table")</c>. A name is registered once; again throws.
/// </summary>
internal sealed class RegisteredTensors(Interpreter interpreter) : Room(interpreter)
{
    /// <summary>The tensor that this object registered under the name in its constructor; null for any other call.</summary>
    public TensorValue? Named(IInvocationOperation invocation)
    {
        if (invocation is not { TargetMethod.Name: "get_buffer" or "get_parameter", Instance: IInstanceReferenceOperation }
            || Argument(invocation, 0)?.ConstantValue.Value is not string name
            || invocation.SemanticModel?.GetEnclosingSymbol(invocation.Syntax.SpanStart)?.ContainingType is not { } type)
            return null;
        var register = invocation.TargetMethod.Name.Replace("get_", "register_");
        var registrations = type.DeclaringSyntaxReferences
            .SelectMany(r => r.GetSyntax().DescendantNodes().OfType<InvocationExpressionSyntax>())
            .Where(c => c.Expression is IdentifierNameSyntax called && called.Identifier.ValueText == register)
            .Select(c => Scope.Model(c).GetOperation(c))
            .OfType<IInvocationOperation>()
            .Where(c => Argument(c, 0)?.ConstantValue is not { HasValue: true, Value: string other } || other == name)
            .ToList();
        if (registrations.Count != 1 || !IsAlwaysRun(registrations[0].Syntax, type) || Argument(registrations[0], 1) is not { } registered)
            return null;
        if (Constructors.ConstructionValue(registered) is not TensorValue tensor
            || type.Declarations().Any(r => Scope.Code.MayReshape(r.GetSyntax())))
            return null;
        // Conversions of the model may change a floating-point dtype.
        return tensor with
        {
            Id = Id(invocation).Member($"{register}.{name}"), Type = tensor.Type.IsFloating() ? ElementType.Floating : tensor.Type,
        };
    }

    private static IOperation? Argument(IInvocationOperation call, int ordinal) =>
        call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == ordinal)?.Value.WithoutConversions();

    /// <summary>True for a statement of the only constructor that does not leave its work to another.</summary>
    private static bool IsAlwaysRun(SyntaxNode call, INamedTypeSymbol type) =>
        call.Parent is ExpressionStatementSyntax { Parent: BlockSyntax { Parent: ConstructorDeclarationSyntax } }
        && Constructors.AllRunOne(type);
}
