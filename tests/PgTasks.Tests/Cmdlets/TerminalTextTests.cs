namespace PgTasks.Tests;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain ünïcode 😀", "plain ünïcode 😀", "plain ünïcode 😀")]
    [InlineData("\u001b]0;renamed\u0007", "␛]0;renamed␇", "␛]0;renamed␇")]
    [InlineData("a\tb\r\nc\rd\n", "a␉b␍␊c␍d␊", "a\tb\r\nc␍d\n")]
    [InlineData("\0\u007f", "␀␡", "␀␡")]
    [InlineData("\u009b2J", "␛[2J", "␛[2J")]
    [InlineData("", "", "")]
    [InlineData(null, "", "")]
    public void Control_characters_are_pictures(string? text, string line, string lines) =>
        Assert.Equal((line, lines), (TerminalText.Line(text), TerminalText.Lines(text)));

    [Fact]
    public void None_is_left_and_nothing_else_is_touched() => Assert.All(
        Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code),
        character =>
        {
            string shown = TerminalText.Line(character.ToString());
            Assert.DoesNotContain(shown, char.IsControl);
            Assert.Equal(!char.IsControl(character), shown == character.ToString());
        });
}
