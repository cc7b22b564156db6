using CsCheck;

namespace PgTasks.Tests.Import;

public sealed class TagTextTests
{
    [Theory]
    [InlineData("a,b", "a", "b")]
    [InlineData(" a , , b c ", "a", "b c")]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("{}")]
    [InlineData("{ }")]
    [InlineData("""{a,"b,c"}""", "a", "b,c")]
    [InlineData("""{ a b , "say \"x\\" }""", "a b", "say \"x\\")]
    [InlineData("""{NULL,"NULL",""}""", null, "NULL", "")]
    [InlineData("\"a\"", "\"a\"")]
    public void Reads(string text, params string?[] expected)
    {
        List<string?> tags = [];
        Assert.True(TagText.TryParse(text, tags));
        Assert.Equal(expected, tags);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{a")]
    [InlineData("{a}b")]
    [InlineData("{a,}")]
    [InlineData("{,a}")]
    [InlineData("{\"a}")]
    [InlineData("{\"a\"b}")]
    [InlineData("{{a},{b}}")]
    public void Refuses_what_begins_as_an_array_and_is_none(string text) => Assert.False(TagText.TryParse(text, []));

    [Fact]
    public void Any_tags_come_back() => Gen.OneOf(Gen.String, Gen.OneOf(",", "{", "}", "\"", "\\", " ", "NULL", ""))
        .Array[0, 4]
        .Sample(tags =>
        {
            List<string?> read = [];
            return TagText.TryParse(TagText.Format(tags), read) && read.SequenceEqual(tags);
        });
}
