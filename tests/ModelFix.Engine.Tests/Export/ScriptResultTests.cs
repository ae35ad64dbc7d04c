using ModelFix.Core.Export;
using ModelFix.Engine.Export.TorchScript;

namespace ModelFix.Engine.Tests.Export;

/// <summary>What forward of a TorchScript model returns, by what that of the model in C# does.</summary>
public sealed class ScriptResultTests
{
    private static readonly ReturnedValue Tensor = ScriptModels.Tensor;

    private static readonly ReturnedValue Named =
        new(ReturnedKind.Dictionary, null, [Tensor with { Key = "boxes" }, Tensor with { Key = "scores" }]);

    [Fact]
    public void A_tensor() => Check(Tensor, "Tensor", "a");

    [Fact]
    public void A_tuple() => Check(Tuple(Tensor, Tensor), "Tuple[Tensor, Tensor]", "(a, b)");

    [Fact]
    public void A_tuple_of_which_one_is_a_tensor_is_that_tensor() => Check(Tuple(Tensor), "Tensor", "a");

    [Fact]
    public void A_list() => Check(List(Tensor, Tensor, Tensor), "List[Tensor]", "[a, b, c]");

    [Fact]
    public void A_list_of_one() => Check(List(Tensor), "List[Tensor]", "[a]");

    [Fact]
    public void A_list_of_various_things_is_a_tuple() =>
        Check(List(Tensor, List(Tensor)), "Tuple[Tensor, List[Tensor]]", "(a, [b])");

    [Fact]
    public void A_dictionary() => Check(
        Named, "Dict[str, Tensor]", "annotate(Dict[str, Tensor], {\"boxes\": a, \"scores\": b})", isTaken: false);

    [Fact]
    public void A_dictionary_of_numbers() => Check(
        new(ReturnedKind.Dictionary, null, [Tensor with { Key = "-2", IsNumbered = true }]),
        "Dict[int, Tensor]",
        "annotate(Dict[int, Tensor], {-2: a})",
        isTaken: false);

    [Fact]
    public void A_dictionary_of_various_things() => Check(
        new(ReturnedKind.Dictionary, null, [Tensor with { Key = "all" }, List(Tensor, Tensor) with { Key = "each" }]),
        "Dict[str, Any]",
        "annotate(Dict[str, Any], {\"all\": a, \"each\": [b, c]})",
        isTaken: false);

    [Fact]
    public void A_key_that_has_to_be_quoted() => Check(
        new(ReturnedKind.Dictionary, null, [Tensor with { Key = "a\"\\\n\u00e9" }]),
        "Dict[str, Tensor]",
        "annotate(Dict[str, Tensor], {\"a\\\"\\\\\\012\\303\\251\": a})",
        isTaken: false);

    [Fact]
    public void A_tuple_with_a_dictionary_in_it() => Check(
        Tuple(Tensor, List(Named)),
        "Tuple[Tensor, List[Dict[str, Tensor]]]",
        "(a, [annotate(Dict[str, Tensor], {\"boxes\": b, \"scores\": c})])",
        isTaken: false);

    [Fact]
    public void A_long_tuple_of_various_things_is_none_that_TorchSharp_takes()
    {
        Assert.True(ScriptResult.IsTaken(Tuple(Tensor, Tensor, Tensor, Tensor, Tensor, Tensor)));
        Assert.True(ScriptResult.IsTaken(Tuple(Tensor, Tensor, Tensor, Tensor, List(Tensor))));
        Assert.False(ScriptResult.IsTaken(Tuple(Tensor, Tensor, Tensor, Tensor, Tensor, List(Tensor))));
    }

    private static void Check(ReturnedValue value, string type, string text, bool isTaken = true)
    {
        Assert.Equal(new ScriptResult(type, text), ScriptResult.Of(value, ["a", "b", "c"]));
        Assert.Equal(isTaken, ScriptResult.IsTaken(value));
    }

    private static ReturnedValue Tuple(params ReturnedValue[] parts) => new(ReturnedKind.Tuple, null, parts);

    private static ReturnedValue List(params ReturnedValue[] parts) => new(ReturnedKind.List, null, parts);
}
