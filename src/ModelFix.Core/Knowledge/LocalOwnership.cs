using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Knowledge;

/// <summary>
/// Whether a variable can be given a new tensor instead of having its tensor changed in place, so that nobody notices: the tensor was made
/// here, no other name for it or view of it is read afterwards, and no scope ends before the variable does.
/// </summary>
internal sealed class LocalOwnership
{
    private readonly IOperation _mutation;
    private readonly TorchCompilation _torch;
    private readonly ISymbol _target;
    private readonly bool _ownsArgument;
    private readonly HashSet<ISymbol> _visited = new(SymbolEqualityComparer.Default);

    private LocalOwnership(ISymbol target, IOperation mutation, TorchCompilation torch, bool ownsArgument)
    {
        _ownsArgument = ownsArgument;
        _target = target;
        _mutation = mutation;
        _torch = torch;
    }

    /// <summary>Why a new tensor in the target's place would be noticed elsewhere, or null when it is provably not.</summary>
    /// <param name="target">The expression that is changed in place.</param>
    /// <param name="mutation">The operation that changes it.</param>
    /// <param name="torch">What is known of the compilation.</param>
    public static Sharing? Of(IOperation target, IOperation mutation, TorchCompilation torch) =>
        Of(target, mutation, torch, ownsArgument: false);

    /// <summary>As above, without what the caller notices whose argument the target is.</summary>
    public static Sharing? OfArgument(IOperation target, IOperation mutation, TorchCompilation torch) =>
        Of(target, mutation, torch, ownsArgument: true);

    private static Sharing? Of(IOperation target, IOperation mutation, TorchCompilation torch, bool ownsArgument)
    {
        if (VariableUses.Symbol(target) is not { } variable)
            return new Sharing($"{target.Syntax} is kept outside this method", IsCertain: true);
        if (WhyFixed(variable) is { } reason) return new Sharing($"{variable.Name} is {reason} and cannot be assigned", IsCertain: true);
        return new LocalOwnership(variable, mutation, torch, ownsArgument).OfVariable(target, mutation);
    }

    /// <summary>Why the language does not let the variable be assigned, or why an assignment would be seen outside.</summary>
    private static string? WhyFixed(ISymbol variable)
    {
        if (variable is IParameterSymbol { RefKind: not RefKind.None }) return "a parameter by reference";
        if (variable is not ILocalSymbol local) return null;
        if (local.RefKind != RefKind.None) return "a reference to another variable";
        return local.Declarations().FirstOrDefault()?.GetSyntax() switch
        {
            ForEachStatementSyntax => "the variable of a foreach loop",
            VariableDeclaratorSyntax { Parent.Parent: UsingStatementSyntax } => "the variable of a using statement",
            VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } } =>
                "declared with using",
            _ => null,
        };
    }

    /// <summary>Why the tensor that a variable holds at a place is seen under another name after the mutation, or null.</summary>
    private Sharing? OfVariable(IOperation reference, IOperation place)
    {
        if (VariableUses.Of(reference) is not { } uses) return new Sharing($"{reference.Syntax} is not a local variable", IsCertain: true);
        if (!_visited.Add(uses.Variable)) return null;
        var name = uses.Variable.Name;
        if (uses.IsCaptured) return new Sharing($"{name} is captured by a lambda or local function", IsCertain: true);
        if (place.AncestorsAndSelf().Last().Descendants().Any(o => o is IBranchOperation { BranchKind: BranchKind.GoTo }))
            return new Sharing("the method jumps with goto", IsCertain: true);

        // From here on the text and the loops give the order in which things happen.
        var origin = uses.Writes.LastOrDefault(w => VariableUses.Dominates(w, place) && !IsOwnView(w, uses.Variable));
        if (origin is null
            && uses.Variable is IParameterSymbol argument
            && !(_ownsArgument && IsTarget(argument))
            && !IsTemporary(argument))
            return new Sharing($"{name} is a parameter: the caller keeps the tensor", IsCertain: true) { Argument = argument };
        return uses.Writes
                .Where(w => w == origin || VariableUses.MayPrecede(w.Operation, place, origin?.Operation))
                .Select(w => OfWrite(w, uses.Variable))
                .FirstOrDefault(s => s is not null)
            ?? OfAliases(uses, origin?.Operation)
            ?? OfScopes(uses.Variable, origin?.Operation)
            ?? OfHiddenScopes();
    }

    /// <summary>
    /// True where every caller of a helper gives the parameter a new tensor without a name: <c>Decode(conv.call(x).flatten(2))</c>.
    /// </summary>
    private bool IsTemporary(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { Name: not ("forward" or "call") } method
        && _torch.Calls.Of(method) is { IsEmpty: false } calls
        && calls.All(c => c.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == parameter.Ordinal) is { } given
            && TensorStorage.RootsOf(given.Value, _torch) is { Count: 0 });

    private bool IsTarget(ISymbol variable) => SymbolEqualityComparer.Default.Equals(variable, _target);

    /// <summary>x = x.view(…) keeps the tensor that x had before.</summary>
    private bool IsOwnView(VariableWrite write, ISymbol variable) =>
        write.Value is { } value
            && TensorStorage.RootsOf(value, _torch) is { } roots
            && roots.Any(r => SymbolEqualityComparer.Default.Equals(VariableUses.Symbol(r), variable));

    private Sharing? OfWrite(VariableWrite write, ISymbol variable)
    {
        if (write.IsOperator) return null;
        if (write.Value is not { } value) return new Sharing($"it is not known where {variable.Name} comes from", IsCertain: false);
        if (value.DescendantsAndSelf().OfType<IInvocationOperation>().Any(i => TensorStorage.IsScopeMove(i, _torch.Symbols)))
            return new Sharing($"{variable.Name} was moved out of its dispose scope", IsCertain: true);
        if (TensorStorage.RootsOf(value, _torch) is not { } roots)
            return new Sharing(
                $"{variable.Name} comes from code that may keep the tensor: it may belong to someone else", IsCertain: false);
        foreach (var root in roots)
        {
            if (VariableUses.Symbol(root) is not { } source)
                return new Sharing(
                    $"{variable.Name} is {root.Syntax} or a view of it: the tensor may belong to someone else", IsCertain: true);
            if (SymbolEqualityComparer.Default.Equals(source, variable)) continue;
            if (OfVariable(root, write.Operation) is { } shared)
                return shared with { Reason =
                    $"{variable.Name} is {source.Name} or a view of it, which may belong to someone else: {shared.Reason}" };
            if (ReadLater(root, source) is { } read) return read;
        }

        return null;
    }

    /// <summary>Other names that the tensor got before the mutation, and that live on after it.</summary>
    private Sharing? OfAliases(VariableUses uses, IOperation? origin)
    {
        foreach (var read in uses.Reads.Where(r =>
            _mutation.Syntax.Span.Contains(r.Syntax.Span) || VariableUses.MayPrecede(r, _mutation, origin)))
        {
            switch (AliasFlow.Of(read, _torch))
            {
                case AliasFlow.Kept kept:
                    return new Sharing(kept.Reason, kept.IsCertain);
                case AliasFlow.Named named when !SymbolEqualityComparer.Default.Equals(VariableUses.Symbol(named.Variable), uses.Variable):
                    if (OfAlias(named.Variable) is { } shared) return shared;
                    break;
            }
        }

        return null;
    }

    private Sharing? OfAlias(IOperation alias)
    {
        var (variable, uses) = alias is IVariableDeclaratorOperation declarator
            ? (declarator.Symbol, UsesOf(declarator))
            : (VariableUses.Symbol(alias)!, VariableUses.Of(alias));
        if (SymbolEqualityComparer.Default.Equals(variable, _target)) return null;
        if (ReadLater(alias, variable) is { } read) return read;
        if (uses is null || !_visited.Add(variable)) return null;
        return uses.IsCaptured
            ? new Sharing($"{variable.Name} is captured by a lambda or local function", IsCertain: true)
            : OfAliases(uses, origin: null);
    }

    private static VariableUses? UsesOf(IVariableDeclaratorOperation declarator) => declarator.AncestorsAndSelf().Last().Descendants()
        .FirstOrDefault(o =>
            o is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, declarator.Symbol)) is { } reference
            ? VariableUses.Of(reference)
            : null;

    /// <summary>
    /// A read of another name for the tensor that may come after the mutation, without the name being declared anew in between.
    /// </summary>
    private Sharing? ReadLater(IOperation alias, ISymbol variable)
    {
        if (SymbolEqualityComparer.Default.Equals(variable, _target)) return null;
        var uses = alias is IVariableDeclaratorOperation declarator ? UsesOf(declarator) : VariableUses.Of(alias);
        var declaration = variable.Declarations().FirstOrDefault()?.GetSyntax();
        var isRead = uses?.Reads.Any(r => r.Syntax.SpanStart > _mutation.Syntax.Span.End
            || VariableUses.SharedLoops(_mutation, r).Any(loop => declaration is null || !loop.Syntax.Span.Contains(declaration.Span)));
        return isRead == true
            ? new Sharing(
                $"the tensor is also known under another name: {variable.Name} shares its storage and is read later", IsCertain: true)
            : null;
    }

    /// <summary>A tensor that is made inside a dispose scope ends with it, and one that is made under no_grad has no gradient.</summary>
    private Sharing? OfScopes(ISymbol variable, IOperation? origin)
    {
        if (!SymbolEqualityComparer.Default.Equals(variable, _target)) return null;
        var start = (origin?.Syntax ?? variable.Declarations().First().GetSyntax()).Span;
        foreach (var ancestor in _mutation.AncestorsAndSelf())
        {
            if (ancestor is IUsingOperation scope && !scope.Syntax.Span.Contains(start) && IsTorchScope(scope.Resources))
                return new Sharing($"{variable.Name} outlives the scope that the assignment stands in", IsCertain: true);
            if (ancestor is IBlockOperation block && block.Operations.OfType<IUsingDeclarationOperation>().Any(d =>
                    d.Syntax.SpanStart < _mutation.Syntax.SpanStart
                    && !(block.Syntax.Span.Contains(start) && d.Syntax.SpanStart < start.Start)
                    && IsTorchScope(d.DeclarationGroup)))
                return new Sharing($"{variable.Name} outlives the scope that the assignment stands in", IsCertain: true);
        }

        return null;
    }

    /// <summary>A scope that is opened otherwise than by using what TorchSharp gives is open nobody knows how long.</summary>
    private Sharing? OfHiddenScopes() => _mutation.AncestorsAndSelf().Last().Descendants().OfType<IInvocationOperation>().Any(MayOpenScope)
        ? new Sharing("a scope that is opened by hand may dispose of it, or choose whether it has a gradient", IsCertain: true)
        : null;

    private bool MayOpenScope(IInvocationOperation call)
    {
        var type = call.TargetMethod.ReturnType;
        if (type.SpecialType != SpecialType.System_IDisposable && !(IsTorchSharp(type) && type.Name == "DisposeScope")) return false;
        if (!IsTorchSharp(call.TargetMethod)) return true;
        IOperation value = call;
        while (value.Parent is IConversionOperation or IVariableInitializerOperation or IVariableDeclaratorOperation
            or IVariableDeclarationOperation or IVariableDeclarationGroupOperation)
            value = value.Parent;
        return value.Parent is not (IUsingOperation or IUsingDeclarationOperation);
    }

    private bool IsTorchScope(IOperation resources) => resources.DescendantsAndSelf()
        .Select(o => o is IVariableInitializerOperation initializer ? initializer.Value : o == resources ? o : null)
        .Any(o =>
            o is not null
                && !_torch.Symbols.IsTensor(o.Type)
                && (IsTorchSharp(o.Type) || o.WithoutConversions() is IInvocationOperation call && IsTorchSharp(call.TargetMethod)));

    private bool IsTorchSharp(ISymbol? symbol) =>
        SymbolEqualityComparer.Default.Equals(symbol?.ContainingAssembly, _torch.Symbols.Torch.ContainingAssembly);
}
