using System.Management.Automation;

namespace PgTasks.Tests;

public sealed class TimeTransformationTests
{
    [Fact]
    public void Dates_of_net_are_what_they_are()
    {
        DateTime time = new(2030, 7, 1, 12, 0, 0);
        Assert.Equal(time, Transform(time));
        Assert.Equal(time.ToUniversalTime(), Transform(new DateTimeOffset(time))!.Value.ToUniversalTime());
        Assert.Equal(new DateTime(2030, 7, 1), Transform(new DateOnly(2030, 7, 1)));
        Assert.Equal(DateTime.MaxValue, Transform(DateTime.MaxValue));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void Nothing_is_no_time(string? text) => Assert.Null(Transform(text));

    [Fact]
    public void Null_of_a_database_is_no_time() => Assert.Null(Transform(DBNull.Value));

    [Fact]
    public void Text_is_local_time()
    {
        DateTime time = Transform("2027-03-01 17:30")!.Value;
        Assert.Equal((new DateTime(2027, 3, 1, 17, 30, 0), DateTimeKind.Local), (time, time.Kind));
    }

    [Fact]
    public void A_span_counts_from_now()
    {
        DateTime before = DateTime.UtcNow;
        DateTime time = Transform(TimeSpan.FromDays(3))!.Value.ToUniversalTime();
        Assert.InRange(time, before.AddDays(3), DateTime.UtcNow.AddDays(3));
    }

    [Fact]
    public void Someday_never_comes_or_is_no_time()
    {
        Assert.Equal(DateTime.MaxValue, Transform("someday"));
        Assert.Null(new TimeTransformationAttribute { IsDue = true }.Transform(null!, "someday"));
    }

    public static TheoryData<object> NoTimes => [
        3, 3L, 3.5, 3m, true, 'x', "tomorow", Guid.Empty, TimeSpan.MaxValue, TimeSpan.MinValue, new int[] { 1 },
        new object[] { "today" }, ScriptBlock.Create("1"), new Uri("http://localhost/"), new PSObject()];

    [Theory]
    [MemberData(nameof(NoTimes))]
    public void Anything_else_is_refused(object value) =>
        Assert.Throws<ArgumentTransformationMetadataException>(() => Transform(value));

    private static DateTime? Transform(object? value) =>
        (DateTime?)new TimeTransformationAttribute().Transform(null!, value!);
}
