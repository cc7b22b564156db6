using System.Management.Automation;

namespace PgTasks.Tests;

public sealed class TransformationTests
{
    [Theory]
    [InlineData("Low", PgTaskPriority.Low)]
    [InlineData("URGENT", PgTaskPriority.Urgent)]
    [InlineData("2", PgTaskPriority.High)]
    [InlineData("", null)]
    public void A_piped_objects_word_is_its_priority(string text, PgTaskPriority? expected)
    {
        PSObject input = new();
        input.Properties.Add(new PSNoteProperty("Priority", text));
        Assert.Equal(expected, new TaskInput(input, null).Word<PgTaskPriority>("Priority"));
    }
}
