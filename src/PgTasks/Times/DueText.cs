using System.ComponentModel;
using System.Globalization;

namespace PgTasks;

/// <summary>When a task is due, as views show it to the reader of this machine: today and tomorrow in words.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class DueText
{
    /// <summary>The day, and the time where there is one.</summary>
    public static string Of(DateTime? due, bool allDay)
    {
        if (due is not { } time)
        {
            return "";
        }

        DateTime today = DateTime.Today;
        string day = time.Date == today ? "today"
            : time.Date == today.AddDays(1) ? "tomorrow"
            : TimeText.WriteDay(time);
        return allDay || TaskTime.IsInfinity(time) || TaskTime.IsMinusInfinity(time)
            ? day
            : string.Create(CultureInfo.InvariantCulture, $"{day} {time:HH:mm}");
    }

    /// <summary>Whether that is over: the time, or the day.</summary>
    public static bool IsOver(DateTime due, bool allDay) => allDay ? due.Date < DateTime.Today : due < DateTime.Now;
}
