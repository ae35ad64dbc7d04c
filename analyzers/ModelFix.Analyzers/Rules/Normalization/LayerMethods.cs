using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Normalization;

/// norm.call(x)  =>  Normal(x, norm.weight)
/// <summary>The exported calls of a layer in a private field, each to be the call of a method that is added to the class.</summary>
/// <param name="Field">The field, which keeps the layer and so its state.</param>
/// <param name="Calls">The calls, at least one.</param>
/// <param name="Torch">What is known.</param>
internal sealed record LayerMethods(IFieldSymbol Field, ImmutableArray<IInvocationOperation> Calls, TorchCompilation Torch)
{
    /// <summary>The calls; null and an advice where they cannot be followed or written so, without one where there are none.</summary>
    public static LayerMethods? Of(Layer layer, TorchCompilation torch, out string? obstacle)
    {
        obstacle = null;
        if (LayerPlace.Of(layer.Construction, torch.Symbols) is not FieldPlace { Field: var field })
        {
            if (SequentialInputs.InputsOf(layer.Construction, torch) is not { IsEmpty: true })
                obstacle = "keep it in a private field, so that its calls can be written out";
            return null;
        }

        obstacle = $"'{field.Name}' is not private, so that its calls cannot all be seen";
        if (ModuleFieldUses.Of(field, torch.Compilation) is not { } uses) return null;
        obstacle = null;
        var calls = uses.Calls.Where(torch.Exported.Contains).ToImmutableArray();
        if (calls.IsEmpty) return null;
        obstacle = $"'{field.Name}' is assigned more than once";
        if (torch.Layers.AssignedValue(field)?.Syntax != layer.Construction.Syntax) return null;
        obstacle = "write it out by hand: a comment stands inside a call";
        if (calls.Any(HasComments)) return null;
        obstacle = null;
        return new LayerMethods(field, calls, torch);
    }

    /// <summary>The shape of what a call is given.</summary>
    public TensorShape ShapeInto(IInvocationOperation call) => Torch.ShapeOf(InputOf(call));

    /// <param name="title">What the fix does.</param>
    /// <param name="method">The method for a call.</param>
    /// <param name="state">The members of the layer that the method is given after the input.</param>
    public Fix Fix(
        string title,
        Func<IInvocationOperation, WantedMethod> method,
        params string[] state)
    {
        var edits = ImmutableArray.CreateBuilder<SourceEdit>();
        var methods = new Dictionary<string, AddedMethod>(StringComparer.Ordinal);
        foreach (var call in Calls)
        {
            var wanted = method(call);
            if (!methods.TryGetValue(wanted.Name, out var added))
            {
                added = AddedMethod.To(call.Syntax, wanted.Name, wanted.Lines, Torch.StyleAt(call.Syntax), wanted.Fields)!;
                methods.Add(wanted.Name, added);
                if (added.Insertion is { } insertion) edits.Add(insertion);
            }

            var (head, tail) = Around(call);
            var members = string.Concat(state.Select(s => $", {CSharpText.Text(call.Instance!.Syntax)}.{s}{Certain(call)}"));
            edits.Add(new SourceEdit(call.Syntax.SyntaxTree, head, $"{added.Name}("));
            edits.Add(new SourceEdit(call.Syntax.SyntaxTree, tail, $"{members})"));
        }

        // Of two layers in one class the second is looked at when the first one's method is there.
        var classes = Calls.Select(c => (SyntaxNode)c.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>()!).Distinct();
        return new Fix(title, edits.ToImmutable()) { Claims = classes.ToImmutableArray() };
    }

    /// <summary>A mark where the state of a layer may be declared as nullable, as some versions do.</summary>
    private string Certain(IInvocationOperation call) =>
        Torch.Compilation.Bound(call.Syntax.SyntaxTree).GetNullableContext(call.Syntax.SpanStart).WarningsEnabled() ? "!" : "";

    private static bool HasComments(IInvocationOperation call)
    {
        var (head, tail) = Around(call);
        return CSharpText.HasComments(call.Syntax.SyntaxTree, head) || CSharpText.HasComments(call.Syntax.SyntaxTree, tail);
    }

    private static (TextSpan Head, TextSpan Tail) Around(IInvocationOperation call)
    {
        var (whole, input) = (call.Syntax.Span, InputOf(call).Syntax.Span);
        return (TextSpan.FromBounds(whole.Start, input.Start), TextSpan.FromBounds(input.End, whole.End));
    }

    private static IOperation InputOf(IInvocationOperation call) => call.Arguments[0].Value.WithoutImplicitConversions();
}

/// <summary>A method that is to stand for a call.</summary>
/// <param name="Name">The name that it should have.</param>
/// <param name="Lines">Its lines for the name that it gets.</param>
/// <param name="Fields">Fields that only it uses, before it; what they are follows from its name.</param>
internal sealed record WantedMethod(
    string Name,
    Func<string, ImmutableArray<string>> Lines,
    Func<string, ImmutableArray<string>>? Fields = null);
