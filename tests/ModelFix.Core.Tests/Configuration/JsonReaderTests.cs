using ModelFix.Core.Configuration;

namespace ModelFix.Core.Tests.Configuration;

public sealed class JsonReaderTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("null", null)]
    [InlineData("0", 0L)]
    [InlineData("-12", -12L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", 9223372036854775808d)]
    [InlineData("1.5", 1.5)]
    [InlineData("-2e3", -2000d)]
    [InlineData("1E-2", 0.01)]
    [InlineData("\"\"", "")]
    [InlineData("\"a\\\"b\\\\c\\/\\n\\u00e9\"", "a\"b\\c/\né")]
    [InlineData("  \r\n\t1 ", 1L)]
    [InlineData("\uFEFF1", 1L)]
    public void A_scalar_is_read(string text, object? expected) =>
        Assert.Equal(expected, Assert.IsType<JsonScalar>(JsonReader.Read(text)).Value);

    [Fact]
    public void Members_and_items_keep_their_order_and_their_places()
    {
        var root = Assert.IsType<JsonObject>(JsonReader.Read("{\n  \"b\": [1, {}],\r\n  \"a\": \"x\"\n}"));

        Assert.Equal([("b", 2, 3), ("a", 3, 3)], root.Members.Select(m => (m.Name, m.Line, m.Column)));
        var array = Assert.IsType<JsonArray>(root.Members[0].Value);
        Assert.Equal([(2, 9), (2, 12)], array.Items.Select(i => (i.Line, i.Column)));
        Assert.Equal((3, 8), (root.Members[1].Value.Line, root.Members[1].Value.Column));
    }

    [Theory]
    [InlineData("", 1, 1, "a value is expected here, not the end of the file")]
    [InlineData("{\n  \"a\": 1,\n}", 3, 1, "a member name in double quotes is expected here, not \"}\"")]
    [InlineData("{ \"a\" 1 }", 1, 7, "a colon after \"a\" is expected here, not \"1\"")]
    [InlineData("{ \"a\": 1 \"b\": 2 }", 1, 10, "a comma or } is expected here, not \"\"\"")]
    [InlineData("[1 2]", 1, 4, "a comma or ] is expected here, not \"2\"")]
    [InlineData("[1,]", 1, 4, "a value is expected here, not \"]\"")]
    [InlineData("{ \"a\": 1, \"a\": 2 }", 1, 11, "\"a\" occurs twice in this object")]
    [InlineData("\"a\nb\"", 1, 3, "the string is not closed by a double quote on its line")]
    [InlineData("\"a", 1, 3, "the string is not closed by a double quote on its line")]
    [InlineData("\"\\x\"", 1, 3, "the escape is none of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000")]
    [InlineData("\"\\u12\"", 1, 3, "the escape is none of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000")]
    [InlineData("// why\n1", 1, 1, "a value is expected here, not \"/\"")]
    [InlineData("1 1", 1, 3, "the end of the file is expected here, not \"1\"")]
    [InlineData("01", 1, 2, "the end of the number is expected here, not \"1\"")]
    [InlineData("-", 1, 2, "a digit is expected here, not the end of the file")]
    [InlineData("1.", 1, 3, "a digit is expected here, not the end of the file")]
    [InlineData("+1", 1, 1, "a value is expected here, not \"+\"")]
    [InlineData("tru", 1, 1, "a value is expected here, not \"t\"")]
    [InlineData("NaN", 1, 1, "a value is expected here, not \"N\"")]
    public void What_is_not_JSON_is_refused_with_its_place(string text, int line, int column, string message)
    {
        var error = Assert.Throws<JsonSyntaxException>(() => JsonReader.Read(text));

        Assert.Equal((line, column, message), (error.Line, error.Column, error.Message));
    }

    [Fact]
    public void Nesting_has_a_limit_that_protects_the_stack()
    {
        Assert.IsType<JsonArray>(JsonReader.Read(new string('[', 64) + new string(']', 64)));
        Assert.Throws<JsonSyntaxException>(() => JsonReader.Read(new string('[', 100_000)));
    }
}
