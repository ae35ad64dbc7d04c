using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Migration;

/// <summary>
/// Asks the compiler what it says after fixes and did not say before. Edits inside of bodies concern the files that they are in; only
/// where a declaration changed, or a field is used more or less often than before, are all files asked.
/// </summary>
internal sealed class Recompilation
{
    /// <summary>
    /// Hosts that only look for findings turn off the compiler's analysis of null with this; what the compiler says is asked with it.
    /// </summary>
    public const string NullableAnalysis = "run-nullable-analysis";

    private static readonly ConditionalWeakTable<SyntaxTree, SyntaxTree> WithNullableAnalysis = new();
    private static readonly ConditionalWeakTable<SyntaxTree, HashSet<string>> Fields = new();

    private readonly Compilation _before;
    private readonly Lazy<CompilerComplaints> _complaints;
    private readonly Lazy<HashSet<string>> _fields;

    /// <param name="before">The code as it was.</param>
    public Recompilation(Compilation before)
    {
        _before = AsBuilt(before);
        _complaints = new Lazy<CompilerComplaints>(() => CompilerComplaints.Of(_before, CancellationToken.None));
        _fields = new Lazy<HashSet<string>>(() => new HashSet<string>(_before.SyntaxTrees.SelectMany(FieldsIn), StringComparer.Ordinal));
    }

    /// <summary>What the compiler says of the code after fixes and did not say before all of them, or null.</summary>
    /// <param name="since">The code before the last of the fixes, of which nothing new is said.</param>
    /// <param name="compilation">The code after them: the same files in the same order, then those that were added.</param>
    /// <param name="cancellation">Cancels the compiler.</param>
    public string? NewComplaint(Compilation since, Compilation compilation, CancellationToken cancellation)
    {
        if (compilation == since) return null;
        var (before, last, now) = (_before.SyntaxTrees.ToList(), since.SyntaxTrees.ToList(), compilation.SyntaxTrees.ToList());
        var changed = Enumerable.Range(0, now.Count).Where(i => i >= last.Count || last[i] != now[i]).ToList();
        var after = AsBuilt(compilation);
        if (changed.Any(i => i >= before.Count || i >= last.Count || IsSeenElsewhere((since, last[i]), (compilation, now[i]))))
            return CompilerComplaints.Of(after, cancellation) is { IsEmpty: false } all ? all.FirstBeyond(_complaints.Value) : null;
        var built = after.SyntaxTrees.ToList();
        var complaints = CompilerComplaints.Of(after, changed.ConvertAll(i => built[i]), cancellation);
        return complaints.IsEmpty
            ? null
            : complaints.FirstBeyond(CompilerComplaints.Of(_before, changed.ConvertAll(i => before[i]), cancellation));
    }

    /// <summary>As <see cref="NewComplaint"/>, of the files alone that changed or were added: what a light bulb can wait for.</summary>
    public static string? NewComplaintInChanged(Compilation before, Compilation after, CancellationToken cancellation)
    {
        var (last, now) = (before.SyntaxTrees.ToList(), after.SyntaxTrees.ToList());
        var complaints = CompilerComplaints.Of(after, now.Where((t, i) => i >= last.Count || last[i] != t).ToList(), cancellation);
        return complaints.IsEmpty
            ? null
            : complaints.FirstBeyond(CompilerComplaints.Of(before, last.Where((t, i) => now[i] != t).ToList(), cancellation));
    }

    /// <summary>
    /// True where the compiler may say something else of another file: of the declarations, or of a field that nobody uses, which it says
    /// only of the whole.
    /// </summary>
    private bool IsSeenElsewhere((Compilation Compilation, SyntaxTree Tree) before, (Compilation Compilation, SyntaxTree Tree) after)
    {
        if (!SyntaxFactory.AreEquivalent(Visible(before.Tree), Visible(after.Tree), topLevel: true)) return true;
        var uses = Uses(before.Compilation, before.Tree);
        var usesAfter = Uses(after.Compilation, after.Tree);
        return uses.Count != usesAfter.Count || uses.Any(u => !usesAfter.TryGetValue(u.Key, out var count) || count != u.Value);
    }

    /// <summary>The file without the fields that no other file can name.</summary>
    private static SyntaxNode? Visible(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        var fields = root.DescendantNodes(IsDeclaring).OfType<FieldDeclarationSyntax>().Where(IsOfItsFileAlone);
        return root.RemoveNodes(fields, SyntaxRemoveOptions.KeepNoTrivia);
    }

    /// <summary>
    /// True for a private field. Those of structs and constants may matter elsewhere: in the layout, in another constant.
    /// </summary>
    private static bool IsOfItsFileAlone(FieldDeclarationSyntax field) => field.Parent is ClassDeclarationSyntax
        && !field.Modifiers.Any(m => m.Kind()
            is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.ConstKeyword)
        && !field.Ancestors().OfType<TypeDeclarationSyntax>().Any(t => t.Modifiers.Any(SyntaxKind.PartialKeyword));

    private Dictionary<string, int> Uses(Compilation compilation, SyntaxTree tree) => tree.GetRoot()
        .DescendantNodes()
        .OfType<SimpleNameSyntax>()
        .Where(n => _fields.Value.Contains(n.Identifier.ValueText) && MayBeField(compilation.Bound(tree).GetSymbolInfo(n).Symbol))
        .GroupBy(n => n.Identifier.ValueText, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    /// <summary>True for a field, an event or a class's parameter, and for what is not known; a local may have the name of one.</summary>
    private static bool MayBeField(ISymbol? used) => used is null or IFieldSymbol or IEventSymbol
        or IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } };

    /// <summary>The names of what the compiler warns of where nobody uses it: fields, events and the parameters of classes.</summary>
    private static HashSet<string> FieldsIn(SyntaxTree tree) => Fields.GetValue(tree, t => new HashSet<string>(
        t.GetRoot()
            .DescendantNodes(n => IsDeclaring(n) || n is BaseFieldDeclarationSyntax or VariableDeclarationSyntax or ParameterListSyntax)
            .SelectMany(n => n switch
            {
                VariableDeclaratorSyntax field => [field.Identifier.ValueText],
                ParameterSyntax parameter => [parameter.Identifier.ValueText],
                _ => Enumerable.Empty<string>(),
            }),
        StringComparer.Ordinal));

    private static bool IsDeclaring(SyntaxNode node) =>
        node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax;

    private static Compilation AsBuilt(Compilation compilation) =>
        compilation.SyntaxTrees.FirstOrDefault()?.Options.Features.ContainsKey(NullableAnalysis) == true
            ? compilation
                .RemoveAllSyntaxTrees()
                .AddSyntaxTrees(compilation.SyntaxTrees.Select(t => WithNullableAnalysis.GetValue(t, AsBuilt)))
            : compilation;

    private static SyntaxTree AsBuilt(SyntaxTree tree)
    {
        var features = tree.Options.Features.Where(f => f.Key != NullableAnalysis);
        return tree.WithRootAndOptions(tree.GetRoot(), ((CSharpParseOptions)tree.Options).WithFeatures(features));
    }
}
