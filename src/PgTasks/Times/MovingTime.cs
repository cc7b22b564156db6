namespace PgTasks;

/// <summary>
/// A time on its way. Days move it on the wall's clock, hours by their length; the clock becomes an instant as late as
/// it can, so that a step over an hour that does not exist leaves no trace.
/// </summary>
internal struct MovingTime(DateTime utc, TimeZoneInfo zone)
{
    private DateTime _utc = utc;
    private DateTime? _wall;

    /// <summary>The instant.</summary>
    public DateTime Utc
    {
        readonly get => _wall is { } wall ? WallClock.ToUtc(wall, zone) : _utc;
        set => (_utc, _wall) = (value, null);
    }

    /// <summary>What the clocks of the zone show.</summary>
    public DateTime Wall
    {
        readonly get => _wall ?? WallClock.FromUtc(_utc, zone);
        set => _wall = value;
    }

    /// <summary>Goes that many units on, or back.</summary>
    public void Add(int count, TimeUnit unit)
    {
        if (TimeUnits.IsOfClock(unit))
        {
            Utc = TimeUnits.Add(Utc, count, unit);
        }
        else
        {
            Wall = TimeUnits.Add(Wall, count, unit);
        }
    }
}
