using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelFix.Core.Interpretation;

/// <summary>Where an expression runs code of the project: calls, and what C# does not write as one.</summary>
internal static class OwnCode
{
    /// <summary>True for a call of the project's methods, or of a delegate, which may be anything.</summary>
    public static bool IsCalled(IOperation operation) => operation is IInvocationOperation call
        && (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke || IsWritten(call.TargetMethod));

    /// <summary>
    /// True for constructors, operators, conversions and properties of the project, and for methods that are handed on to be called.
    /// </summary>
    public static bool IsHidden(IOperation operation) => operation switch
    {
        IObjectCreationOperation creation => IsWritten(creation.Constructor),
        IPropertyReferenceOperation property => property.Property.DeclaringSyntaxReferences.Any(r => HasBody(r.GetSyntax())),
        IBinaryOperation binary => IsWritten(binary.OperatorMethod),
        IUnaryOperation unary => IsWritten(unary.OperatorMethod),
        IConversionOperation conversion => IsWritten(conversion.OperatorMethod),
        ICompoundAssignmentOperation assignment => IsWritten(assignment.OperatorMethod),
        IMethodReferenceOperation method => IsWritten(method.Method),
        IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicIndexerAccessOperation => true,
        _ => false,
    };

    private static bool IsWritten(ISymbol? member) => member is { DeclaringSyntaxReferences.Length: > 0 };

    private static bool HasBody(SyntaxNode property) => property switch
    {
        PropertyDeclarationSyntax { ExpressionBody: null, AccessorList.Accessors: var accessors } =>
            accessors.Any(a => a.Body is not null || a.ExpressionBody is not null),
        _ => true,
    };
}
