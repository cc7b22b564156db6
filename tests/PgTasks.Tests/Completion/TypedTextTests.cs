using System.Management.Automation.Language;
using CsCheck;

namespace PgTasks.Tests.Completion;

/// <summary>Values on a command line: what is written there is what PowerShell reads.</summary>
public sealed class TypedTextTests
{
    private const string Odd = "'\"`$ -@#(){;|&,\u2018\u2019\u201c\u201e\u2013\0\a\u001b\n\r\u0085\u009bßя中\u202e./:";

    private static readonly Gen<string> s_text = Gen.Frequency(
        (4, Gen.OneOf(Gen.Char['a', 'z'], Gen.Int[0, Odd.Length - 1].Select(i => Odd[i])).Array[1, 12]
            .Select(letters => new string(letters))),
        (1, Gen.String[1, 10].Where(text => !text.Any(char.IsSurrogate))));

    [Fact]
    public void Whatever_is_written_is_read_as_the_same_argument() => s_text.Sample(
        text =>
        {
            string written = TypedText.Write(text);
            ScriptBlockAst script = Parser.ParseInput($"x {written} y", out _, out ParseError[] errors);
            Assert.Empty(errors);
            CommandAst command = Assert.IsType<CommandAst>(
                Assert.Single(Assert.IsType<PipelineAst>(Assert.Single(script.EndBlock.Statements)).PipelineElements));
            Assert.Equal(3, command.CommandElements.Count);
            string read = command.CommandElements[1] switch
            {
                StringConstantExpressionAst constant => constant.Value,
                // A number that goes to a text keeps its spelling.
                ConstantExpressionAst number => number.Extent.Text,
                CommandElementAst other => throw new InvalidOperationException($"{written} is a {other.GetType().Name}"),
            };
            Assert.Equal(text, read);
        },
        iter: 20_000);

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("ab", "ab")]
    [InlineData("'", "")]
    [InlineData("'a b'", "a b")]
    [InlineData("'a b", "a b")]
    [InlineData("'o'n'", "o'n")]
    [InlineData("\"a$b\"", "a$b")]
    [InlineData("\u201ca b\u201d", "a b")]
    [InlineData("a` b", "a b")]
    public void A_word_that_was_begun_is_read(string? word, string value) => Assert.Equal(value, TypedText.Read(word));
}
