using System.Globalization;
using System.Net;
using System.Numerics;

namespace PgTasks.Postgres;

/// <summary>.NET's values in the text that PostgreSQL's own input reads, exactly.</summary>
internal static class ServerText
{
    /// <summary>Room for each value that TryFormat writes.</summary>
    public const int MaxFormatted = 64;

    /// <summary>The text of a value.</summary>
    /// <param name="value">A bare value: no text, number or time of PowerShell's own.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="delimiter">What stands between the elements of an array.</param>
    public static string Write(object value, ValueKind kind = ValueKind.Other, char delimiter = ',') => value switch
    {
        string text => text,
        SqlJson json => json.Text,
        ExactValue exact => exact.Text,
        byte[] bytes => "\\x" + Convert.ToHexStringLower(bytes),
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        IPAddress address => address.ToString(),
        Array array => ArrayLiteral.Write(array, kind: kind, delimiter: delimiter),
        _ => Format(value, kind),
    };

    /// <summary>Writes a value that needs no more than <see cref="MaxFormatted"/> bytes, none of them special.</summary>
    /// <returns>False for a value of another type.</returns>
    public static bool TryFormat(object value, ValueKind kind, Span<byte> target, out int length)
    {
        switch (value)
        {
            case int number:
                return number.TryFormat(target, out length, default, CultureInfo.InvariantCulture);
            case bool flag:
                return Copy(flag ? "true"u8 : "false"u8, target, out length);
            case DateTime time:
                return TryFormat(time, kind, target, out length);
            case DateTimeOffset time:
                return TryFormat(time.UtcDateTime, kind, target, out length);
            case TimeSpan span:
                return TryFormat(span, kind, target, out length);
            case DateOnly date:
                return date.TryFormat(target, out length, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            case TimeOnly time:
                return time.TryFormat(target, out length, "HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
            case double number when kind == ValueKind.Integer && IsWhole(number):
                return ((long)number).TryFormat(target, out length, default, CultureInfo.InvariantCulture);
            case float number when kind == ValueKind.Integer && IsWhole(number):
                return ((long)number).TryFormat(target, out length, default, CultureInfo.InvariantCulture);
            case decimal number when kind == ValueKind.Integer && decimal.IsInteger(number):
                return decimal.Truncate(number).TryFormat(target, out length, "F0", CultureInfo.InvariantCulture);
            case long or short or double or float or decimal or byte or sbyte or ushort or uint or ulong or Guid:
                return ((IUtf8SpanFormattable)value).TryFormat(
                    target, out length, default, CultureInfo.InvariantCulture);
            default:
                length = 0;
                return false;
        }
    }

    /// <summary>
    /// A time of any Kind as a local one. Without a zone it goes as it is, and the server takes the session's zone where
    /// it wants one; else with its distance to UTC, which a column without a zone leaves out.
    /// </summary>
    private static bool TryFormat(DateTime time, ValueKind kind, Span<byte> target, out int length)
    {
        if (time == DateTime.MaxValue)
        {
            return Copy("infinity"u8, target, out length);
        }

        if (kind == ValueKind.Text)
        {
            return time.TryFormat(target, out length, "o", CultureInfo.InvariantCulture);
        }

        if (time.Kind == DateTimeKind.Unspecified)
        {
            return time.TryFormat(target, out length, "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        }

        DateTime utc = time.ToUniversalTime();
        DateTime local = time.ToLocalTime();
        local = local.ToUniversalTime() == utc && local != DateTime.MaxValue ? local : utc;
        bool fits = local.TryFormat(target, out length, "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        TimeSpan offset = new(local.Ticks - utc.Ticks);
        target[length++] = (byte)(offset < TimeSpan.Zero ? '-' : '+');
        fits &= offset.TryFormat(target[length..], out int offsetLength, @"hh\:mm\:ss", CultureInfo.InvariantCulture);
        length += offsetLength;
        return fits;
    }

    /// <summary>Days and hours each with their sign, as with IntervalStyle postgres.</summary>
    private static bool TryFormat(TimeSpan span, ValueKind kind, Span<byte> target, out int length)
    {
        length = 0;
        bool isEndOfDay = kind == ValueKind.Time && span == TimeSpan.FromDays(1);
        if (isEndOfDay)
        {
            return Copy("24:00:00"u8, target, out length);
        }

        if (span.Days != 0)
        {
            _ = span.Days.TryFormat(target, out length, default, CultureInfo.InvariantCulture);
            length += Append(" days "u8, target[length..]);
        }

        if (span < TimeSpan.Zero)
        {
            length += Append("-"u8, target[length..]);
        }

        bool fits = span.TryFormat(
            target[length..], out int rest, @"hh\:mm\:ss\.ffffff", CultureInfo.InvariantCulture);
        length += rest;
        return fits;
    }

    private static string Format(object value, ValueKind kind)
    {
        Span<byte> bytes = stackalloc byte[MaxFormatted];
        return TryFormat(value, kind, bytes, out int length)
            ? System.Text.Encoding.UTF8.GetString(bytes[..length])
            : throw new ArgumentException($"{value.GetType()} has no text in SQL.", nameof(value));
    }

    private static bool IsWhole(double number) => double.IsInteger(number) && Math.Abs(number) < 9e18;

    private static bool Copy(ReadOnlySpan<byte> text, Span<byte> target, out int length)
    {
        length = Append(text, target);
        return true;
    }

    private static int Append(ReadOnlySpan<byte> text, Span<byte> target)
    {
        text.CopyTo(target);
        return text.Length;
    }
}
