using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PgTasks;

/// <summary>
/// Reads times as people write them: a day or a moment, then a time of day or lengths of time to add, as in
/// `friday 17:00`, `eom-3d`, `in 2 weeks`. about_PgTaskDates says what each of them means.
/// </summary>
/// <param name="now">The instant, in UTC, from which is counted.</param>
internal ref struct TimePhrase(ReadOnlySpan<char> text, DateTime now, TimeZoneInfo zone)
{
    // Nobody means a fraction of a second by 3d.
    private readonly DateTime _now = new(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
    private PhraseScanner _scanner = new(text);
    private MovingTime _time;
    private bool _isDay;
    private bool _hasClock;
    private bool _hasYear;
    private string? _reason;

    private readonly DateTime Today => WallClock.FromUtc(_now, zone).Date;

    /// <summary>Reads the text, once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It leads out of the range of DateTime.</exception>
    public bool TryRead(out WrittenTime time, [NotNullWhen(false)] out string? reason)
    {
        _time = new MovingTime(_now, zone);
        bool isSomeday = _scanner.TryTakeWord("someday") || _scanner.TryTakeWord("later");
        bool isRead = isSomeday ? _scanner.IsAtEnd : TryReadStart() && TryReadRest();
        time = !isRead ? default
            : isSomeday ? new WrittenTime(DateTime.MaxValue, IsSomeday: true)
            : new WrittenTime(_time.Utc, _isDay);
        reason = isRead ? null : _reason ?? "it is not understood";
        return isRead;
    }

    private bool TryReadStart() =>
        TryReadCompact() || TryReadDate() || TryReadClockOfNextDay() || TryReadWord() || TryReadDayOfMonth()
        || TryReadLengths(mustHaveSign: false);

    private bool TryReadRest()
    {
        while (!_scanner.IsAtEnd)
        {
            if ((_hasClock || !TryReadClock()) && !TryReadLengths(mustHaveSign: true))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadCompact()
    {
        ReadOnlySpan<char> rest = _scanner.Rest;
        if (!IsoTime.TryTakeCompact(ref rest, out DateTime time))
        {
            return false;
        }

        _scanner.Rest = rest;
        (_time.Wall, _hasClock) = (time, true);
        TryReadOffset();
        return true;
    }

    /// <summary>Reads a date with its year, and before it the day of the week, which must be right.</summary>
    private bool TryReadDate()
    {
        PhraseScanner before = _scanner;
        bool hasWeekday = NamedDays.TryFindWeekday(_scanner.TakeWord(), out DayOfWeek weekday);
        if (hasWeekday)
        {
            _ = _scanner.TryTake(',');
        }
        else
        {
            _scanner = before;
        }

        if (!DatePhrase.TryTake(ref _scanner, out DateTime date) || (hasWeekday && date.DayOfWeek != weekday))
        {
            _scanner = before;
            return false;
        }

        _hasYear = true;
        return SetDay(date);
    }

    private bool TryReadWord()
    {
        PhraseScanner before = _scanner;
        string word = _scanner.TakeWord();
        bool isRead = word switch
        {
            "now" => _hasClock = true,
            "in" => TryReadIn(),
            "next" => TryReadNext(),
            _ when NamedDays.TryFind(word, Today, out DateTime day) => SetDay(day),
            _ when NamedDays.TryFindPeriod(word, Today, out DateTime first, out DateTime next) =>
                word[0] == 's' ? SetDay(first) : SetEnd(next),
            _ => false,
        };
        if (!isRead)
        {
            _scanner = before;
        }

        return isRead;
    }

    private bool TryReadIn()
    {
        bool isOne = _scanner.TryTakeWord("a") || _scanner.TryTakeWord("an");
        return isOne
            ? LengthPhrase.TryTakeUnit(ref _scanner, 1, ref _time, ref _hasClock, ref _reason)
            : !_scanner.IsAtEnd && char.IsAsciiDigit(_scanner.Rest[0]) && TryReadLengths(mustHaveSign: false);
    }

    /// <summary>Reads the weekday of the next week, which begins on Monday.</summary>
    private bool TryReadNext() =>
        NamedDays.TryFindWeekday(_scanner.TakeWord(), out DayOfWeek weekday)
        && SetDay(NamedDays.GetMonday(Today).AddDays(7 + (((int)weekday + 6) % 7)));

    /// <summary>Reads `3rd`; also says what is wrong with a number that nothing follows, or with 12/01/2026.</summary>
    private bool TryReadDayOfMonth()
    {
        PhraseScanner before = _scanner;
        if (_scanner.TryTakeNumber(out int number, out _))
        {
            if (DatePhrase.TryTakeOrdinal(ref _scanner, number))
            {
                DateTime month = Today.AddDays(1 - Today.Day).AddMonths(number > Today.Day ? 0 : 1);
                if (IsoTime.TryMakeDate(month.Year, month.Month, number, out DateTime day))
                {
                    return SetDay(day);
                }

                _reason = string.Create(CultureInfo.InvariantCulture, $"{month:yyyy-MM} has no such day");
                return false;
            }

            _reason = _scanner.IsAtEnd ? "a number alone is no time"
                : IsNumericDate() ? "nobody can tell which number is the month"
                : _reason;
        }

        _scanner = before;
        return false;
    }

    /// <summary>Whether what follows a number makes 12/01/2026 or 1.12.26 of it.</summary>
    private bool IsNumericDate() =>
        _scanner.Rest[0] is '/' or '.' or '-' && _scanner.TryTake(_scanner.Rest[0])
        && _scanner.TryTakeNumber(out _, out _) && !_scanner.IsAtEnd
        && _scanner.Rest[0] is '/' or '.' or '-' && _scanner.TryTake(_scanner.Rest[0])
        && _scanner.TryTakeNumber(out _, out _);

    /// <summary>Reads `17:00` alone: today, or tomorrow once it is over.</summary>
    private bool TryReadClockOfNextDay()
    {
        if (!TryReadClock())
        {
            return false;
        }

        if (_time.Utc <= _now)
        {
            _time.Add(1, TimeUnit.Day);
        }

        return true;
    }

    /// <summary>Reads `17:00`, `T17:00:30`, `at 5pm`; after a date with its year, also its offset.</summary>
    private bool TryReadClock()
    {
        PhraseScanner before = _scanner;
        if (!_scanner.TryTakeWord("at") && !_scanner.TryTake('T'))
        {
            _ = _scanner.TryTake('t');
        }

        ReadOnlySpan<char> rest = _scanner.Rest;
        bool isClock = IsoTime.TryTakeClock(ref rest, out TimeSpan clock);
        int hour = 0;
        bool isHour = !isClock && _scanner.TryTakeNumber(out hour, out _) && hour <= 12;
        if (isClock)
        {
            _scanner.Rest = rest;
        }
        else if (isHour)
        {
            clock = TimeSpan.FromHours(hour);
        }

        bool isMorning = _scanner.TryTakeWord("am");
        if (isMorning || _scanner.TryTakeWord("pm"))
        {
            isClock = (isClock || isHour) && clock.Hours is >= 1 and <= 12;
            clock += TimeSpan.FromHours((clock.Hours == 12 ? -12 : 0) + (isMorning ? 0 : 12));
        }

        if (!isClock)
        {
            _scanner = before;
            return false;
        }

        _time.Wall = _time.Wall.Date + clock;
        (_hasClock, _isDay) = (true, false);
        if (_hasYear)
        {
            TryReadOffset();
        }

        return true;
    }

    /// <summary>Reads Z, GMT or ±HH[[:]mm], where no length of time begins so.</summary>
    private void TryReadOffset()
    {
        ReadOnlySpan<char> rest = _scanner.Rest;
        if (_scanner.TryTakeWord("z") || _scanner.TryTakeWord("gmt") || _scanner.TryTakeWord("utc"))
        {
            _time.Utc = new DateTime(_time.Wall.Ticks, DateTimeKind.Utc);
        }
        else if (IsoTime.TryTakeOffset(ref rest, out TimeSpan offset)
            && (rest.TrimStart().IsEmpty || rest.TrimStart()[0] is '+' or '-'))
        {
            _scanner.Rest = rest;
            _time.Utc = new DateTime((_time.Wall - offset).Ticks, DateTimeKind.Utc);
        }
    }

    /// <summary>Reads lengths of time; one without a sign goes where the one before it goes.</summary>
    private bool TryReadLengths(bool mustHaveSign)
    {
        if (!_scanner.TryTakeSign(out int sign) && mustHaveSign)
        {
            return false;
        }

        sign = sign == 0 ? 1 : sign;
        bool isOfClock = false;
        bool isTaken = LengthPhrase.TryTake(ref _scanner, sign, ref _time, ref isOfClock, ref _reason);
        bool isRead = isTaken;
        while (isTaken)
        {
            bool isSigned = _scanner.TryTakeSign(out int next);
            sign = isSigned ? next : sign;
            isTaken = LengthPhrase.TryTake(ref _scanner, sign, ref _time, ref isOfClock, ref _reason);
            isRead = isTaken || !isSigned;
        }

        _hasClock |= isOfClock;
        _isDay &= !isOfClock;
        return isRead;
    }

    private bool SetDay(DateTime day)
    {
        (_time.Wall, _isDay) = (day, true);
        return true;
    }

    /// <summary>Goes to the last second before a day, which is no clock's 23:59:59 where that comes twice.</summary>
    private bool SetEnd(DateTime next)
    {
        (_time.Utc, _isDay) = (WallClock.ToUtc(next, zone).AddSeconds(-1), true);
        return true;
    }
}
