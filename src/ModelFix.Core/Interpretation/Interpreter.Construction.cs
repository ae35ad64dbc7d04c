using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>What a module's constructor leaves behind: the arguments of its layers, and integers in its fields.</summary>
internal sealed partial class Interpreter
{
    /// <summary>The value of an expression of this body, or of a constructor or initialiser of this object.</summary>
    private Value ConstructionValue(IOperation operation)
    {
        var expression = operation.WithoutConversions();
        if (Constants.Of(expression) is { } constant) return constant;
        if (_now.TryGetValue(expression.Syntax, out var own)) return own;
        if (_isConstruction || CodeBody.Around(expression.Syntax) is not { } body || body == _body) return Value.Nothing;
        if (body is not (ConstructorDeclarationSyntax or EqualsValueClauseSyntax)) return Value.Nothing;
        return _instance.Construction(body, () => Construct(body).Values).TryGetValue(expression.Syntax, out var value) ? value : Value.Nothing;
    }

    private MethodFacts Construct(SyntaxNode body)
    {
        var model = _scope.Model(body);
        var interpreter = new Interpreter(_scope, body, _instance.Prefix, _depth, _instance, isConstruction: true);
        if (model.GetDeclaredSymbol(body) is IMethodSymbol constructor) interpreter.BindParameters(constructor, ImmutableArray<Value>.Empty);
        if (model.GetOperation(body) is { } operation) interpreter.Run(operation);
        return interpreter.Facts;
    }

    /// <summary>What the constructor was called with, what modelfix.json says about the model, or a symbol.</summary>
    private Value ConstructorArgument(IParameterSymbol parameter)
    {
        if (_instance.Arguments.TryGetValue(parameter, out var argument)) return argument;
        var said = _instance.IsRoot ? _scope.Contracts.Argument(parameter.ContainingType, parameter.Name) : null;
        if (said is long number && IsInteger(parameter.Type)) return new IntegerValue(Dim.Of(number));
        if (said is double or bool or string) return new ConstantValue(said);
        var name = $"{_instance.Prefix}{parameter.ContainingType.Name}.{parameter.Name}";
        if (IsInteger(parameter.Type)) return new IntegerValue(Dim.Integer(name));
        return _scope.Symbols.IsTensor(parameter.Type) ? new TensorValue(name, TensorShape.Unknown, ElementType.Unknown) : Value.Nothing;
    }

    /// <summary>An integer (or double) that an object gets once, when it is made: its value, or a symbol of the field's name.</summary>
    private Value FieldValue(IFieldSymbol field)
    {
        if (!IsInteger(field.Type) && field.Type.SpecialType != SpecialType.System_Double) return Value.Nothing;
        if (Constructed(field) is IntegerValue or ConstantValue) return Constructed(field);
        return IsInteger(field.Type) && !_isConstruction && (field.IsReadOnly || Assigned(field) is not null)
            ? new IntegerValue(Dim.Integer($"{_instance.Prefix}this.{field.Name}"))
            : Value.Nothing;
    }

    /// <summary>A buffer or parameter that an object creates once. Conversions of the model may change a floating-point dtype.</summary>
    private TensorValue FieldTensor(IFieldSymbol field, string name)
    {
        if (Constructed(field) is not TensorValue tensor || field.ContainingType.DeclaringSyntaxReferences.Any(r => _scope.Code.MayReshape(r.GetSyntax())))
            return new TensorValue(name, TensorShape.Unknown, ElementType.Unknown);
        return new TensorValue(name, tensor.Shape, tensor.Type.IsFloating() ? ElementType.Floating : tensor.Type);
    }

    /// <summary>What every construction of the object puts into a field that is never written again, or nothing.</summary>
    private Value Constructed(IFieldSymbol field) =>
        Assigned(field) is { } assigned && IsAlwaysAssigned(field, assigned) ? ConstructionValue(assigned) : Value.Nothing;

    /// <summary>The one value that a constructor or initialiser writes to a field that nobody else can write, or null.</summary>
    private IOperation? Assigned(IFieldSymbol field)
    {
        if (!field.IsReadOnly && field.DeclaredAccessibility != Accessibility.Private) return null;
        var assigned = _scope.Layers.AssignedValue(field.OriginalDefinition);
        return assigned is not null && CodeBody.Around(assigned.Syntax) is ConstructorDeclarationSyntax or EqualsValueClauseSyntax ? assigned : null;
    }

    /// <summary>False for an assignment that not every construction of the object reaches.</summary>
    private static bool IsAlwaysAssigned(IFieldSymbol field, IOperation assigned)
    {
        if (assigned.Syntax.Parent is EqualsValueClauseSyntax) return true;
        var statement = assigned.Syntax.FirstAncestorOrSelf<ExpressionStatementSyntax>();
        if (statement?.Expression is not AssignmentExpressionSyntax || statement.Parent?.Parent is not ConstructorDeclarationSyntax) return false;
        return field.ContainingType.InstanceConstructors
            .SelectMany(c => c.DeclaringSyntaxReferences)
            .Select(r => r.GetSyntax())
            .OfType<ConstructorDeclarationSyntax>()
            .Count(c => c.Initializer is null or { ThisOrBaseKeyword.Text: "base" }) == 1;
    }

    /// <summary>The object that a creation makes, with what is known of its constructor's arguments.</summary>
    private ModuleInstance Part(IObjectCreationOperation creation) => _instance.Part(creation.Syntax, () =>
        new ModuleInstance($"{_instance.Prefix}{creation.Type?.Name}@{Place(creation)}/")
        {
            Arguments = creation.Arguments
                .Where(a => a.Parameter is not null)
                .Select(a => (Parameter: (ISymbol)a.Parameter!.OriginalDefinition, Value: ConstructionValue(a.Value)))
                .Where(a => a.Value is IntegerValue or ConstantValue)
                .ToImmutableDictionary(a => a.Parameter, a => a.Value, SymbolEqualityComparer.Default),
        });
}
