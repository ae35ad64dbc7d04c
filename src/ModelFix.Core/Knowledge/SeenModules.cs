using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Configuration;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Knowledge;

/// <summary>All that happens to the objects of a module class.</summary>
/// <param name="Calls">The calls of its forward.</param>
/// <param name="Creations">The constructions.</param>
internal sealed record SeenModule(ImmutableArray<IInvocationOperation> Calls, ImmutableArray<IObjectCreationOperation> Creations);

/// <summary>
/// Module classes whose objects never leave what is followed: each is created into a field or property (or called where it is created) of
/// which every use is a call or harmless, so that the calls that are seen are all there are.
/// </summary>
internal sealed class SeenModules
{
    /// <summary>Methods of modules that hand the module to nobody where their result is not used.</summary>
    private static readonly ImmutableHashSet<string> Harmless =
        ImmutableHashSet.Create("eval", "train", "to", "cuda", "cpu", "half", "Dispose", "zero_grad", "load", "save", "load_state_dict");

    private readonly Compilation _compilation;
    private readonly TorchSymbols _symbols;
    private readonly ModelSettings _settings;
    private readonly ClosedCode _closed;
    private readonly ConcurrentDictionary<INamedTypeSymbol, SeenModule?> _seen = new(SymbolEqualityComparer.Default);

    public SeenModules(Compilation compilation, TorchSymbols symbols, ModelSettings settings)
    {
        _compilation = compilation;
        _symbols = symbols;
        _settings = settings;
        _closed = new ClosedCode(compilation, settings);
    }

    /// <summary>What happens to the objects whose forward this is; null where not all of it is seen.</summary>
    public SeenModule? Of(IMethodSymbol forward) =>
        OwnForward.Is(forward, _symbols) && !_settings.Roots.Contains(forward.ContainingType.FullMetadataName())
            ? _seen.GetOrAdd(forward.ContainingType, Find)
            : null;

    private SeenModule? Find(INamedTypeSymbol type)
    {
        if (!_closed.Contains(type)) return null;
        var calls = ImmutableArray.CreateBuilder<IInvocationOperation>();
        var creations = ImmutableArray.CreateBuilder<IObjectCreationOperation>();
        var places = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        if (!KeepsItself(type, calls)) return null;
        foreach (var name in SourceNames.Of(_compilation, type.Name).Where(_closed.Counts))
        {
            var bound = Model(name).GetSymbolInfo(name);
            if (!IsOf(bound.Symbol, type))
            {
                if (bound.CandidateSymbols.Any(c => IsOf(c, type)) && !name.IsInNameof()) return null;
                continue;
            }

            if (!IsHarmlessMention(name.Whole(), places) && !IsFollowed(name, calls, creations, places)) return null;
        }

        foreach (var place in places)
            if (!IsPlace(place) || !IsInitialised(place, type, creations) || !AreFollowed(place, type, calls, creations)) return null;
        return calls.All(c => Fits(c, type)) ? new SeenModule(calls.ToImmutable(), creations.ToImmutable()) : null;
    }

    private static bool IsOf(
        ISymbol? symbol,
        INamedTypeSymbol type) =>
            SymbolEqualityComparer.Default.Equals(symbol as INamedTypeSymbol ?? (symbol as IMethodSymbol)?.ContainingType, type)
        && symbol is INamedTypeSymbol or IMethodSymbol { MethodKind: MethodKind.Constructor };

    /// <summary>The type of a field or property, nameof, or the class of a static member.</summary>
    private bool IsHarmlessMention(ExpressionSyntax whole, HashSet<ISymbol> places)
    {
        switch (whole.Parent)
        {
            case VariableDeclarationSyntax { Parent: FieldDeclarationSyntax } fields:
                places.UnionWith(fields.Variables.Select(v => Model(v).GetDeclaredSymbol(v)!));
                return true;
            case PropertyDeclarationSyntax property when property.Type == whole:
                places.Add(Model(property).GetDeclaredSymbol(property)!);
                return true;
            case MemberAccessExpressionSyntax access when access.Expression == whole:
                return true;
            default:
                return whole.IsInNameof();
        }
    }

    private bool IsFollowed(
        SimpleNameSyntax name,
            ImmutableArray<IInvocationOperation>.Builder calls,
            ImmutableArray<IObjectCreationOperation>.Builder creations,
            HashSet<ISymbol> places)
    {
        if (name.Whole().Parent is not ObjectCreationExpressionSyntax { Initializer: null } creation
            || Model(name).GetOperation(creation) is not IObjectCreationOperation operation)
            return false;
        creations.Add(operation);
        return IsStored(creation.Whole(), places) || IsCall(creation.Whole(), calls);
    }

    private bool IsStored(ExpressionSyntax creation, HashSet<ISymbol> places)
    {
        var target = creation.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } field } =>
                Model(field).GetDeclaredSymbol(field),
            EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => Model(property).GetDeclaredSymbol(property),
            AssignmentExpressionSyntax assignment when assignment.Right == creation && IsPlainAssignment(assignment) =>
                Model(assignment).GetSymbolInfo(assignment.Left).Symbol,
            _ => null,
        };
        if (target is not (IFieldSymbol or IPropertySymbol)) return false;
        places.Add(target.OriginalDefinition);
        return true;
    }

    /// <summary>An assignment of which nobody uses the value.</summary>
    private static bool IsPlainAssignment(AssignmentExpressionSyntax assignment) => assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
        && assignment.Parent is ExpressionStatementSyntax
            or InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ObjectInitializerExpression }
            or ArrowExpressionClauseSyntax { Parent: ConstructorDeclarationSyntax };

    /// <summary>A field, or a property that is nothing but one, that only code that counts can read.</summary>
    private bool IsPlace(ISymbol member)
    {
        if (!_closed.Contains(member) || RunsItsParts(member.ContainingType)) return false;
        if (member is not IPropertySymbol property) return true;
        return property is { IsIndexer: false,
            IsVirtual: false,
            IsOverride: false,
            IsAbstract: false,
            ExplicitInterfaceImplementations.IsEmpty: true }
            && property.ContainingType.AllInterfaces.All(i => !i.Locations.Any(l => l.IsInSource))
            && property.Declarations().All(r =>
                r.GetSyntax() is PropertyDeclarationSyntax { ExpressionBody: null, AccessorList.Accessors: var accessors }
                && accessors.All(a => a is { Body: null, ExpressionBody: null }));
    }

    /// <summary>True for a class that derives from a container of TorchSharp, such as Sequential.</summary>
    private bool RunsItsParts(INamedTypeSymbol type)
    {
        var parent = type.BaseType;
        while (parent is not null && parent.Locations.Any(l => l.IsInSource)) parent = parent.BaseType;
        return _symbols.IsModule(parent) && parent?.Name != "Module";
    }

    private bool IsInitialised(
        ISymbol place,
        INamedTypeSymbol type,
        ImmutableArray<IObjectCreationOperation>.Builder creations) =>
            place.Declarations().Select(r => r.GetSyntax()).All(s => s switch
    {
        VariableDeclaratorSyntax { Initializer.Value: var value } => IsValue(value, place, type, creations),
        PropertyDeclarationSyntax { Initializer.Value: var value } => IsValue(value, place, type, creations),
        _ => true,
    });

    /// <summary>
    /// A place of the class itself gets nothing but objects made there, which need not name it: <c>Block block = new(3)</c>.
    /// </summary>
    private bool IsValue(
        ExpressionSyntax value,
        ISymbol place,
        INamedTypeSymbol type,
        ImmutableArray<IObjectCreationOperation>.Builder creations)
    {
        if (!SymbolEqualityComparer.Default.Equals((place as IFieldSymbol)?.Type ?? ((IPropertySymbol)place).Type, type)) return true;
        switch (value)
        {
            case ImplicitObjectCreationExpressionSyntax { Initializer: null } when Model(
                value).GetOperation(value) is IObjectCreationOperation creation:
                creations.Add(creation);
                return true;
            case PostfixUnaryExpressionSyntax { OperatorToken.Text: "!", Operand: var operand }:
                return IsNull(operand);
            default:
                return value is ObjectCreationExpressionSyntax || IsNull(value);
        }
    }

    /// <summary>True where every mention of a field or property is a call or harmless.</summary>
    private bool AreFollowed(
        ISymbol place,
        INamedTypeSymbol type,
        ImmutableArray<IInvocationOperation>.Builder calls,
        ImmutableArray<IObjectCreationOperation>.Builder creations)
    {
        foreach (var name in SourceNames.Of(_compilation, place.Name).Where(_closed.Counts))
        {
            var bound = Model(name).GetSymbolInfo(name);
            if (!SymbolEqualityComparer.Default.Equals(bound.Symbol?.OriginalDefinition, place))
            {
                if (bound.CandidateSymbols.Any(c => SymbolEqualityComparer.Default.Equals(c.OriginalDefinition, place))) return false;
                continue;
            }

            var whole = name.Whole();
            if (whole.Parent is AssignmentExpressionSyntax assignment && assignment.Left == whole)
            {
                if (!IsPlainAssignment(assignment) || !IsValue(assignment.Right, place, type, creations)) return false;
            }
            else if (!IsHarmlessUse(whole) && !IsCall(whole, calls))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsHarmlessUse(ExpressionSyntax whole) => whole.IsInNameof() || whole.Parent switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } test =>
            IsNull(test.Left) || IsNull(test.Right),
        IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax { Expression: var constant } } => IsNull(constant),
        IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression: var constant } } } =>
            IsNull(constant),
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax } call } =>
            Model(call).GetSymbolInfo(call).Symbol is IMethodSymbol { Name: "register_module" } method && IsTorchSharp(method),
        MemberAccessExpressionSyntax access when access.Expression == whole => IsHarmlessMember(access),
        _ => false,
    };

    private static bool IsNull(ExpressionSyntax expression) => expression.IsKind(SyntaxKind.NullLiteralExpression);

    /// <summary>
    /// The module's own members are followed in its class; TorchSharp's methods are harmless where they return it to nobody.
    /// </summary>
    private bool IsHarmlessMember(MemberAccessExpressionSyntax access) => Model(access).GetSymbolInfo(access).Symbol switch
    {
        IFieldSymbol or IPropertySymbol => true,
        IMethodSymbol { IsExtensionMethod: true } or IMethodSymbol { Name: "forward" or "call" } => IsDiscarded(access),
        IMethodSymbol method when !IsTorchSharp(method) => access.Parent is InvocationExpressionSyntax,
        _ => IsDiscarded(access),
    };

    private bool IsDiscarded(MemberAccessExpressionSyntax access) => Harmless.Contains(access.Name.Identifier.ValueText)
        && access.Parent is InvocationExpressionSyntax { Parent: ExpressionStatementSyntax }
        && Model(access).GetSymbolInfo(access).Symbol is IMethodSymbol method && IsTorchSharp(method);

    private bool IsTorchSharp(IMethodSymbol method) =>
        SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _symbols.Torch.ContainingAssembly);

    private bool IsCall(ExpressionSyntax module, ImmutableArray<IInvocationOperation>.Builder calls)
    {
        if (module.Parent is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call" or "forward",
            Parent: InvocationExpressionSyntax call } access)
            return false;
        if (access.Expression != module
            || Model(call).GetOperation(call) is not IInvocationOperation { TargetMethod.IsExtensionMethod: false } operation)
            return false;
        calls.Add(operation);
        return true;
    }

    /// <summary>A call that gives each parameter of forward a value of its own.</summary>
    private static bool Fits(IInvocationOperation call, INamedTypeSymbol type) =>
        call.TargetMethod.Parameters.Length == ((IMethodSymbol)type.GetMembers("forward")[0]).Parameters.Length
        && call.TargetMethod.Parameters.All(p => p is { RefKind: RefKind.None, IsParams: false });

    /// <summary>True where the class hands out neither itself nor its forward; calls on itself are calls like any other.</summary>
    private bool KeepsItself(INamedTypeSymbol type, ImmutableArray<IInvocationOperation>.Builder calls)
    {
        foreach (var node in type.Declarations().SelectMany(r => r.GetSyntax().DescendantNodes()))
        {
            if (node is ThisExpressionSyntax self && !IsOwnMember(self)) return false;
            if (node is not SimpleNameSyntax { Identifier.ValueText: "call" or "forward" } name || name.IsInNameof()) continue;
            if (name.Parent is MemberAccessExpressionSyntax access
                && access.Name == name
                && access.Expression is not (ThisExpressionSyntax or BaseExpressionSyntax))
                continue;
            if (name.Parent is MemberBindingExpressionSyntax
                || Model(name).GetSymbolInfo(name).Symbol is not IMethodSymbol { IsStatic: false })
                continue;
            if (name.CallOf() is not { } call
                || Model(call).GetOperation(call) is not IInvocationOperation { Instance: IInstanceReferenceOperation } operation)
                return false;
            calls.Add(operation);
        }

        return true;
    }

    private bool IsOwnMember(ThisExpressionSyntax self) => self.Parent is MemberAccessExpressionSyntax access && access.Expression == self
        && Model(access).GetSymbolInfo(access).Symbol is not (null or IMethodSymbol { IsExtensionMethod: true });

    private SemanticModel Model(SyntaxNode node) => _compilation.Bound(node.SyntaxTree);
}
