using System.Globalization;
using System.Management.Automation;

namespace PgTasks.Tests;

public sealed class TransformationTests
{
    [Theory]
    [InlineData("2027-03-01", "2027-03-01T00:00:00")]
    [InlineData("2027-03-01 17:30", "2027-03-01T17:30:00")]
    [InlineData("2027-03-01T17:30:05", "2027-03-01T17:30:05")]
    public void An_iso_time_is_gregorian_in_any_culture(string text, string expected)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("th-TH");
            DateTime time = Assert.IsType<DateTime>(new TimeTransformationAttribute().Transform(null!, text));
            Assert.Equal(DateTime.Parse(expected, CultureInfo.InvariantCulture), time);
            Assert.Equal(DateTimeKind.Unspecified, time.Kind);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("2027-03-01T17:30:05Z")]
    [InlineData("tomorrow")]
    [InlineData("1.3.2027")]
    public void Any_other_time_is_left_to_the_engine(string text) =>
        Assert.Same(text, new TimeTransformationAttribute().Transform(null!, text));

    [Theory]
    [InlineData("Low", PgTaskPriority.Low)]
    [InlineData("URGENT", PgTaskPriority.Urgent)]
    [InlineData("2", PgTaskPriority.High)]
    [InlineData("", null)]
    public void A_piped_objects_word_is_its_priority(string text, PgTaskPriority? expected)
    {
        PSObject input = new();
        input.Properties.Add(new PSNoteProperty("Priority", text));
        Assert.Equal(expected, new TaskInput(input, null).Priority("Priority"));
    }
}
