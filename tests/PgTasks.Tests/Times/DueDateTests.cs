namespace PgTasks.Tests;

public sealed class DueDateTests
{
    private static readonly DateTime s_day = new(2031, 7, 1);

    public static TheoryData<object> Days { get; } = [
        "2031-07-01", " 2031/07/01 ", "1 jul 2031", new DateOnly(2031, 7, 1), s_day,
        DateTime.SpecifyKind(s_day, DateTimeKind.Local)];

    [Theory]
    [MemberData(nameof(Days))]
    public void A_date_without_a_time_is_a_day(object value)
    {
        Assert.Equal((s_day, true), Read(value));
        Assert.Equal((s_day, true), Read(value, allDay: true));
        (DateTime? time, bool allDay) = Read(value, allDay: false);
        Assert.Equal((s_day, false), (time!.Value.ToLocalTime(), allDay));
    }

    public static TheoryData<object> Times { get; } = [
        "2031-07-01 00:00", "2031-07-01T00:00:00", "2031-07-01 17:00", s_day.AddMinutes(1),
        DateTime.SpecifyKind(s_day, DateTimeKind.Utc), new DateTimeOffset(s_day), "2031-07-01T00:00Z"];

    [Theory]
    [MemberData(nameof(Times))]
    public void One_with_a_time_is_none(object value) => Assert.False(Read(value).AllDay);

    [Theory]
    [InlineData("2031-07-01 17:00", "2031-07-01")]
    [InlineData("2031-07-01T00:00:00+14:00", "2031-07-01")]
    [InlineData("2031-07-01T23:30:00-11:00", "2031-07-01")]
    public void What_is_said_to_be_a_day_is_the_one_that_is_written(string text, string day) =>
        Assert.Equal((DateTime.Parse(day, null), true), Read(text, allDay: true));

    [Fact]
    public void The_end_of_a_month_is_its_last_day()
    {
        DateTime before = DateTime.Today;
        (DateTime? day, bool allDay) = Read("eom");
        DateTime first = before.AddDays(1 - before.Day);
        Assert.True(allDay);
        Assert.Contains(day!.Value, new[] { first.AddMonths(1).AddDays(-1), DateTime.Today.AddMonths(1).AddDays(-DateTime.Today.Day) });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("someday")]
    [InlineData(" ")]
    public void Nothing_is_no_date(string? text) => Assert.Equal((null, false), Read(text, allDay: true));

    [Fact]
    public void The_ends_of_time_are_no_days()
    {
        Assert.Equal((DateTime.MaxValue, false), Read("infinity", allDay: true));
        Assert.Equal((DateTime.MinValue, false), Read("-infinity", allDay: true));
        Assert.Equal((DateTime.MinValue, false), Read(DateTime.MinValue));
    }

    private static (DateTime? Value, bool AllDay) Read(object? value, bool? allDay = null)
    {
        DueDate due = DueDate.Of(TimeArgument.ReadDue(value, allDay));
        return (due.Value, due.AllDay);
    }
}
