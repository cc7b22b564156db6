using System.Management.Automation;

namespace PgTasks.Tests;

public sealed class DurationTransformationTests
{
    [Theory]
    [InlineData(5, 5)]
    [InlineData(0.25, 0.25)]
    [InlineData("5", 5)]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("5 min", 300)]
    [InlineData("2H", 7200)]
    [InlineData("1d", 86400)]
    [InlineData("2 weeks", 1209600)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5h", 5400)]
    [InlineData("250ms", 0.25)]
    [InlineData("0:05:00", 300)]
    [InlineData("PT1H30M", 5400)]
    [InlineData("P1DT2H", 93600)]
    [InlineData(0, 0)]
    public void Lengths_are_read_as_people_write_them(object written, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Transform(written));

    [Theory]
    [InlineData(-1)]
    [InlineData("-5m")]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("5 months")]
    [InlineData("5x")]
    [InlineData("tomorrow")]
    [InlineData(double.NaN)]
    [InlineData(1e300)]
    [InlineData(true)]
    public void What_is_no_length_is_refused(object written) =>
        Assert.Throws<ArgumentTransformationMetadataException>(() => Transform(written));

    [Fact]
    public void Spans_are_what_they_are_and_null_is_none()
    {
        Assert.Equal(TimeSpan.FromMinutes(3), Transform(TimeSpan.FromMinutes(3)));
        Assert.Null(Transform(null));
        Assert.Throws<ArgumentTransformationMetadataException>(() => Transform(TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentTransformationMetadataException>(() => Transform(DateTime.Now));
    }

    private static TimeSpan? Transform(object? written) =>
        (TimeSpan?)new DurationTransformationAttribute { AllowsZero = true }.Transform(null!, written!);
}
