using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>What is written for one kind of assignment through a tensor's indexer, and the id under which it is reported.</summary>
internal abstract class AssignmentForm
{
    /// <summary>What the assignment exports as, where nothing more is known.</summary>
    protected const string Export = "ScatterND or not at all";

    protected const string Message = "{0} exports as {1}{2}";

    protected static readonly Hostility Hostility = new(
        "an export error at opset 9; ScatterND with 21 to 63 nodes at opset 11 and later, which TensorRT takes from 8.2 on; onnxify "
        + "has no index assignment",
        new TargetRange(TargetFamily.Onnx, To: "9.0"),
        TargetRange.Bloated(TargetFamily.Onnx, from: "11.0"),
        new TargetRange(TargetFamily.TensorRT, To: "8.0"),
        TargetRange.Bloated(TargetFamily.TensorRT, from: "8.2"),
        new TargetRange(TargetFamily.Bmnetp),
        new TargetRange(TargetFamily.Onnxify));

    public abstract RuleDescriptor Rule { get; }

    /// <summary>True for the assignments that this form, and no other, speaks of.</summary>
    public abstract bool Owns(IndexAssignment assignment);

    /// <summary>The finding at an assignment to a local that nobody else sees.</summary>
    public abstract Finding Inspect(IndexAssignment assignment);

    public Finding Report(IndexAssignment assignment, string reason, string export = Export) =>
        Rule.Report(assignment.Syntax, Written(assignment), export, $", and {reason}");

    /// <summary>All of what must hold, or null where nothing has to; nulls are left out.</summary>
    public static string? And(IEnumerable<string?> assumptions)
    {
        var said = assumptions.Where(a => a is not null).Distinct().ToList();
        return said.Count == 0 ? null : string.Join(" and ", said);
    }

    /// <summary>A finding with a fix that is proven where nothing has to be assumed.</summary>
    protected Finding Offer(IndexAssignment assignment, string export, Rewrite rewrite)
    {
        var target = assignment.TargetText;
        var text = $"{target} = {rewrite.Value.LaidOut(assignment.Syntax, target, assignment.Style)}";
        var fix = new Fix($"Use {rewrite.Form}", SourceEdit.Replace(assignment.Syntax, text));
        string[] arguments = [Written(assignment), export, $"; {rewrite.Form} is the same"];
        var finding = And(rewrite.Assumptions) is { } assumption
            ? Rule.Assumed(assignment.Syntax, assumption, fix, arguments)
            : Rule.Proven(assignment.Syntax, fix, arguments);
        return finding with { Equality = rewrite.Equality };
    }

    protected static string Written(IndexAssignment assignment) =>
        $"{assignment.Syntax.Left} {assignment.Syntax.OperatorToken.ValueText} …";
}

/// <summary>What is written in place of an index assignment.</summary>
/// <param name="Form">What the fix is called: "cat of the parts", "masked_fill".</param>
/// <param name="Value">The new tensor.</param>
internal sealed record Rewrite(string Form, CatText Value)
{
    public Rewrite(string form, string value)
        : this(form, CatText.Of(value))
    {
    }

    /// <summary>What must hold for the rewrite to be equal; nulls are left out.</summary>
    public IReadOnlyList<string?> Assumptions { get; init; } = [];

    public Equality Equality { get; init; } = Equality.BitExact;
}
