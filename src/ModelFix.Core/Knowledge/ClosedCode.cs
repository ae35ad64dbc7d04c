using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Knowledge;

/// <summary>
/// Which code there is besides the compilation's own that may use a class or member: none for an executable, and for what other assemblies
/// cannot see.
/// </summary>
/// <remarks>
/// Where the settings name roots, a class that is reached from them is used by the code that is reached from them; what else there is does
/// not count.
/// </remarks>
internal sealed class ClosedCode
{
    /// <summary>What makes or runs objects that the source does not name.</summary>
    private static readonly string[] Hidden =
    [
        "dynamic",
            "Activator",
            "CreateInstance",
            "GetMethod",
            "GetMethods",
            "GetMember",
            "GetMembers",
            "GetTypes",
            "GetConstructor",
            "GetConstructors",
            "InvokeMember",
            "MemberwiseClone",
        "GetUninitializedObject",
            "register_forward_hook",
            "register_forward_pre_hook",
            "register_call_hook",
            "register_module_forward_hook",
    ];

    /// <summary>What finds modules by their parents.</summary>
    private static readonly string[] Finders = ["children", "modules", "named_children", "named_modules", "get_submodule", "apply"];

    private readonly Compilation _compilation;
    private readonly ModelSettings _settings;
    private readonly bool _isExecutable;
    private readonly Lazy<bool> _hasFriends;
    private readonly Lazy<ImmutableHashSet<ISymbol>?> _reached;
    private readonly Lazy<bool> _isPlain;

    public ClosedCode(Compilation compilation, ModelSettings settings)
    {
        _compilation = compilation;
        _settings = settings;
        _isExecutable = compilation.Options.OutputKind is OutputKind.ConsoleApplication
            or OutputKind.WindowsApplication
            or OutputKind.WindowsRuntimeApplication;
        _hasFriends = new Lazy<bool>(() =>
            compilation.Assembly.GetAttributes().Any(a => a.AttributeClass?.Name == "InternalsVisibleToAttribute"));
        _reached = new Lazy<ImmutableHashSet<ISymbol>?>(Reached);
        _isPlain = new Lazy<bool>(() => !Hidden.Any(h => SourceNames.Of(compilation, h).Any(Counts)) && !MayFindModules());
    }

    /// <summary>
    /// True where only code that counts can name the class or member, and none of it makes or runs objects in ways that the source does not
    /// show.
    /// </summary>
    public bool Contains(ISymbol symbol) => _settings.IsWholeAssembly && IsClosed(symbol) && _isPlain.Value;

    /// <summary>False for code that no root reaches.</summary>
    public bool Counts(SyntaxNode node)
    {
        if (_reached.Value is not { } reached) return true;
        var type = node.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>();
        return type is null || _compilation.Bound(node.SyntaxTree).GetDeclaredSymbol(type) is { } symbol && reached.Contains(symbol);
    }

    private bool IsClosed(ISymbol symbol)
    {
        if (_reached.Value is { } reached && reached.Contains((symbol as INamedTypeSymbol ?? symbol.ContainingType).OriginalDefinition))
            return true;
        return _isExecutable || IsInvisible(symbol);
    }

    private bool IsInvisible(ISymbol symbol)
    {
        for (var s = symbol; s is not null and not INamespaceSymbol; s = s.ContainingType)
        {
            if (s.DeclaredAccessibility == Accessibility.Private) return true;
            if (s.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedAndInternal && !_hasFriends.Value) return true;
        }

        return false;
    }

    /// <summary>The types whose code the roots reach, modules or not; null where no roots are named.</summary>
    private ImmutableHashSet<ISymbol>? Reached()
    {
        if (_settings.Roots.IsEmpty) return null;
        var reached = ImmutableHashSet.CreateBuilder<ISymbol>(SymbolEqualityComparer.Default);
        var pending = new Stack<INamedTypeSymbol>(_settings.Roots.Select(_compilation.GetTypeByMetadataName).OfType<INamedTypeSymbol>());
        while (pending.Count > 0)
        {
            var type = pending.Pop().OriginalDefinition;
            if (!type.Locations.Any(l => l.IsInSource) || !reached.Add(type)) continue;
            foreach (var other in new[] { type.BaseType, type.ContainingType }.Concat(Used(type)).OfType<INamedTypeSymbol>())
                pending.Push(other);
        }

        return reached.ToImmutable();
    }

    private IEnumerable<INamedTypeSymbol?> Used(INamedTypeSymbol type) => type.DeclaringSyntaxReferences
        .Select(r => r.GetSyntax())
        .SelectMany(s =>
            s.DescendantNodes().OfType<SimpleNameSyntax>().Select(n => _compilation.Bound(s.SyntaxTree).GetSymbolInfo(n).Symbol))
        .Select(s => s as INamedTypeSymbol ?? s?.ContainingType);

    /// <summary>True where modules are found by their parents and taken for ones that can be called without naming their class.</summary>
    private bool MayFindModules() => Finders.Any(f => SourceNames.Of(_compilation, f).Any(Counts))
        && new[] { "Module", "IModule" }
            .SelectMany(n => SourceNames.Of(_compilation, n))
            .Any(n => n is GenericNameSyntax && IsTest(n.Whole()) && Counts(n));

    private static bool IsTest(ExpressionSyntax type) => type.Parent switch
    {
        BaseTypeSyntax
            or VariableDeclarationSyntax
            or TupleElementSyntax
            or ArrayTypeSyntax
            or ParameterSyntax
            or PropertyDeclarationSyntax
            or MethodDeclarationSyntax
            or ObjectCreationExpressionSyntax =>
            false,
        TypeArgumentListSyntax { Parent: GenericNameSyntax { Identifier.ValueText: not ("OfType" or "Cast") } } => false,
        _ => true,
    };
}
