using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Layers;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Tests.Operators;

/// <summary>
/// What the rows say of storage is what libtorch does, by its own data pointers: a result that a row calls new never lies in the storage of
/// an input, and a row that says that a result may be the input has been seen to be right. Asked are the expressions of the shapes' tables
/// and those of StorageExpressions.txt, which change nothing.
/// </summary>
public sealed class StorageTests
{
    /// <summary>Rows that say more than any run here shows.</summary>
    private static readonly string[] NeverSeen =
    [
        "cuda", // there is none here
        "pixel_shuffle", "pixel_unshuffle", "channel_shuffle", // kernels of other devices are made of views
        "from_array", // of arrays, which are no tensors
    ];

    private static readonly Lazy<IReadOnlyList<Seen>> Operators = new(() =>
    {
        IReadOnlyList<ShapeExpression> expressions = [
            .. ShapeExpression.Read("OperatorExpressions.txt", "OP"),
            .. ShapeExpression.Read("StorageExpressions.txt", "OP")];
        return Run(expressions, ShapeProgram.OfOperators(expressions));
    });

    private static readonly Lazy<IReadOnlyList<Seen>> Layers = new(() =>
    {
        var expressions = ShapeExpression.Read("LayerExpressions.txt", "KIND");
        return Run(expressions, ShapeProgram.OfLayers(expressions));
    });

    [Fact]
    public void Results_that_rows_call_new_share_nothing()
    {
        AssertNone(Operators.Value.Where(s => OperatorCatalog.Named(s.Expression.Subject)!.Storage == Storage.New && s.Inputs.Count > 0));
        AssertNone(Layers.Value.Where(s => LayerCatalog.Of(s.Expression.Subject)!.Storage == Storage.New && s.Inputs.Count > 0));
    }

    [Fact]
    public void Results_that_rows_call_the_inputs_own_share_nothing_else()
    {
        AssertNone(
            Operators.Value.Where(s =>
                OperatorCatalog.Named(s.Expression.Subject)!.Storage == Storage.OfInput && s.Inputs.Any(i => !s.IsInput(i))));
        AssertNone(Layers.Value.Where(s => LayerCatalog.Of(s.Expression.Subject)!.Storage == Storage.OfInput && s.Inputs.Any(i => i != 0)));
    }

    [Fact]
    public void Several_tensors_are_joined_in_a_new_one() =>
        AssertNone(
            Operators.Value.Where(s =>
                OperatorCatalog.Named(s.Expression.Subject)!.Storage == Storage.OfOnlyTensor
                    && s.Expression.Inputs.Count > 1
                    && s.Inputs.Count > 0));

    [Fact]
    public void Every_row_that_says_that_storage_is_shared_is_seen_to_be_right()
    {
        AssertNone(OperatorCatalog.Rows
            .Where(r =>
                r.Result is not null && r.Ids.Length > 0 && r.Storage is Storage.OfInput or Storage.Overlapping or Storage.OfOnlyTensor)
            .Select(r => r.Name)
            .Except(Operators.Value.Where(s => s.Inputs.Count > 0).Select(s => s.Expression.Subject))
            .Except(NeverSeen));
    }

    private static List<Seen> Run(IReadOnlyList<ShapeExpression> expressions, ShapeProgram program)
    {
        var seen = new List<Seen>();
        for (var i = 0; i < expressions.Count; i++)
            for (var draw = 0; draw < ShapeProgram.Draws; draw++)
                if (!IsInPlace(program.Symbolic(i), program) && program.Shared(i, draw) is { } inputs)
                    seen.Add(new Seen(expressions[i], inputs, program.Symbolic(i), program));
        Assert.NotEmpty(seen);
        return seen;
    }

    private static TorchCall? Called(IOperation operation, ShapeProgram program) =>
        OperatorCalls.From(operation is IConversionOperation conversion ? conversion.Operand : operation, program.Torch.Symbols);

    private static bool IsInPlace(IOperation operation, ShapeProgram program) => Called(operation, program) is { InPlace: true };

    private static void AssertNone<T>(IEnumerable<T> wrong)
    {
        var list = wrong.Select(w => w!.ToString()).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(list.Count == 0, string.Join("\n", list));
    }

    /// <summary>The inputs that the results of an expression shared storage with.</summary>
    private sealed record Seen(ShapeExpression Expression, IReadOnlyList<int> Inputs, IOperation Operation, ShapeProgram Program)
    {
        /// <summary>True for an input that the operator works on.</summary>
        public bool IsInput(int at) =>
            Called(Operation, Program)!.Input
                .DescendantsAndSelf()
                .OfType<IParameterReferenceOperation>()
                .Any(p => p.Parameter.Name == "xyz"[at].ToString());

        public override string ToString() => $"{Expression} shares the storage of {string.Join(", ", Inputs.Select(i => "xyz"[i]))}";
    }
}
