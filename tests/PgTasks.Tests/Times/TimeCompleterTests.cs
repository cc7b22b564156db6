using System.Management.Automation;

namespace PgTasks.Tests;

public sealed class TimeCompleterTests
{
    [Theory]
    [InlineData("", "tomorrow", "Thursday 2026-11-26")]
    [InlineData("", "'friday 17:00'", "Friday 2026-11-27 17:00")]
    [InlineData("", "someday", "no date yet")]
    [InlineData("EO", "eom", "Monday 2026-11-30")]
    [InlineData("dec", "december", "Tuesday 2026-12-01")]
    [InlineData("'fri", "'friday'", "Friday 2026-11-27")]
    [InlineData("3", "3d", "Saturday 2026-11-28 11:41")]
    [InlineData("eom-3d", "eom-3d", "Friday 2026-11-27")]
    [InlineData("'next w", "'next wednesday'", "Wednesday 2026-12-02")]
    [InlineData("'next wed'", "'next wed'", "Wednesday 2026-12-02")]
    [InlineData("infinity", "infinity", "infinity")]
    public void Offers_times_and_tells_which_they_are(string word, string text, string tip) => Assert.Contains(
        TimeCompleter.Complete(word, Zones.Now, Zones.Berlin),
        result => result.CompletionText == text && result.ToolTip == tip
            && result.ResultType == CompletionResultType.ParameterValue);

    [Theory]
    [InlineData("xyz")]
    [InlineData("3m")]
    [InlineData("./")]
    public void Offers_nothing_that_is_no_time(string word) =>
        Assert.Empty(TimeCompleter.Complete(word, Zones.Now, Zones.Berlin));
}
