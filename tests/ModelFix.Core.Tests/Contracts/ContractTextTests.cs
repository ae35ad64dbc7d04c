using ModelFix.Core.Contracts;

namespace ModelFix.Core.Tests.Contracts;

/// <summary>Which parentheses are the contract of a tuple or list.</summary>
public sealed class ContractTextTests
{
    [Theory]
    [InlineData("([N, 64, 32, 32], [N, 128, 16, 16])", "([N, 64, 32, 32], [N, 128, 16, 16])")]
    [InlineData("The maps, ( [N, 64, H, W] ,\n [N, 128, H, W] ).", "([N, 64, H, W], [N, 128, H, W])")]
    [InlineData("(float32[N, 3], int64[N, L])", "([N, 3], [N, L])")]
    [InlineData("Boxes and scores ([N, 4], [N]), sorted by score", "([N, 4], [N])")]
    [InlineData("Scores in [0, 1]: ([N, 4], [N, 80])", "([N, 4], [N, 80])")]
    [InlineData("([..., C], [..., C])", "([..., C], [..., C])")]
    [InlineData("两个特征图([N, 3, H, W], [N, 6, H, W])", "([N, 3, H, W], [N, 6, H, W])")]
    public void A_list_in_a_comment_is_found(string text, string expected)
    {
        var contract = ContractText.FindIn(text);

        Assert.Equal((true, expected), (contract?.IsList, contract?.ToString()));
    }

    [Theory]
    [InlineData("The maps ([N, 64, H, W])")]
    [InlineData("([N, 64, H, W], [N, 128, H, W], ...)")]
    [InlineData("([N, 64, H, W], ([N, 128, H, W], [N, 256, H, W]))")]
    [InlineData("([N, 64, H, W] and [N, 128, H, W])")]
    [InlineData("([N, 64, H, W], [N, 128, H, W] or [N, 256, H, W])")]
    [InlineData("([N, 64, H, W]; [N, 128, H, W])")]
    [InlineData("[N, 64, H, W], [N, 128, H, W]")]
    [InlineData("Either ([N, 64, H, W], [N, 128, H, W])")]
    [InlineData("One of ([N, 64, H, W], [N, 128, H, W])")]
    [InlineData("Taken from ([N, 64, H, W], [N, 128, H, W])")]
    [InlineData("([N, 64, H, W], [N, 128, H, W]) or ([N, 8, H, W], [N, 8, H, W])")]
    [InlineData("([N, 64], [N, 128]), ([N, 8], [N, 8])")]
    [InlineData("([N, 64], [N, 128])[0]")]
    [InlineData("cat([N, 64, H, W], [N, 128, H, W])")]
    [InlineData("in the ranges ([0, 1], [0, 255])")]
    [InlineData("clamped to ([1, 5], [1, 7])")]
    [InlineData("the corners ([x1, y1], [x2, y2])")]
    [InlineData("see ([3], [12])")]
    [InlineData("(states[0], states[1])")]
    [InlineData("([N, C=3], [N, 4])")]
    [InlineData("For an image of [N, 3, H, W]: ([N, 64, H, W], [N, 128, H, W])")]
    public void Other_parentheses_are_no_list(string text) => Assert.NotEqual(true, ContractText.FindIn(text)?.IsList);

    [Fact]
    public void A_shape_before_a_list_is_the_contract_and_a_list_before_a_shape()
    {
        Assert.Equal("[N, 3, H, W]", ContractText.FindIn("[N, 3, H, W], of which ([N, 1, H, W], [N, 2, H, W]) are made")?.ToString());
        Assert.Equal("([N, 1], [N, 2])", ContractText.FindIn("([N, 1], [N, 2]), each of what was [N, 3]")?.ToString());
    }

    [Theory]
    [InlineData("([N, 3, H], [N, 4, H/2]), H % 2 == 0, N >= 3", 2, 3)]
    [InlineData("([N, 3, H], [N, 4, H/2]), H % 2 == 0 and N >= 3.", 2, 3)]
    [InlineData("([N, 3, H], [N, 4, H/2]), where N >= 3 is usual", 1, 0)]
    public void Facts_follow_the_parentheses(string text, long multiple, long minimum)
    {
        var facts = ContractText.FindIn(text)!.Facts;

        Assert.Equal((multiple, minimum), (facts.Of("H").Multiple, facts.Of("N").Minimum));
    }

    [Theory]
    [InlineData(" ( float32[N, 3] , [N, 4] ) , N >= 2 ", "([N, 3], [N, 4])")]
    [InlineData("([N, 3])", "([N, 3])")]
    [InlineData("[N, 3]", "[N, 3]")]
    public void A_whole_text_is_a_contract(string text, string expected) =>
        Assert.Equal(expected, ContractText.Parse(text, out _)?.ToString());

    [Theory]
    [InlineData("()")]
    [InlineData("([N, 3],)")]
    [InlineData("([N, 3], [N, 4]")]
    [InlineData("([N, 3] [N, 4])")]
    [InlineData("([N, 3], ([N, 4]))")]
    [InlineData("([N, 3], 4)")]
    [InlineData("(float33[N, 3], [N, 4])")]
    [InlineData("([N, 3], [N, 4]) N >= 2")]
    [InlineData("([N, 3], N >= 2)")]
    [InlineData("maps ([N, 3], [N, 4])")]
    public void Anything_else_is_none(string text) => Assert.Null(ContractText.Parse(text, out _));
}
