using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace PgTasks.Postgres;

/// <summary>
/// Numerics of the binary format (counts, sign, digits of base 10,000): a decimal where the number fits, else a
/// BigInteger where it is whole, else the text that the server writes.
/// </summary>
internal static class BinaryNumeric
{
    private const int MaxDecimalScale = 28;
    private static readonly UInt128 s_maxDecimal = (UInt128.One << 96) - 1;
    private static readonly BigInteger s_maxBigDecimal = (BigInteger.One << 96) - 1;

    /// <summary>A value that is not NULL.</summary>
    public static object Read(ReadOnlySpan<byte> bytes)
    {
        int count = BinaryPrimitives.ReadInt16BigEndian(bytes);
        int weight = BinaryPrimitives.ReadInt16BigEndian(bytes[2..]);
        int sign = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        int scale = BinaryPrimitives.ReadInt16BigEndian(bytes[6..]);
        return sign switch
        {
            0xC000 => double.NaN,
            0xD000 => double.PositiveInfinity,
            0xF000 => double.NegativeInfinity,
            _ => ReadFinite(bytes[8..], count, ((weight - count + 1) * 4) + scale, sign != 0, scale),
        };
    }

    /// <param name="digits">The digits.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="shift">By how many decimal places they are off the number times 10 to the scale.</param>
    /// <param name="isNegative">Its sign.</param>
    /// <param name="scale">How many decimal places the server shows.</param>
    private static object ReadFinite(ReadOnlySpan<byte> digits, int count, int shift, bool isNegative, int scale)
    {
        if (count <= 7 && shift is >= -4 and <= 8 && scale <= MaxDecimalScale)
        {
            UInt128 quick = UInt128.Zero;
            for (int i = 0; i < count; i++)
            {
                quick = (quick * 10_000) + (UInt128)BinaryPrimitives.ReadInt16BigEndian(digits[(i * 2)..]);
            }

            for (; shift > 0; shift--)
            {
                quick *= 10;
            }

            for (; shift < 0; shift++)
            {
                quick /= 10;
            }

            if (quick <= s_maxDecimal)
            {
                ulong low = (ulong)quick;
                return new decimal(
                    (int)low, (int)(low >> 32), (int)(ulong)(quick >> 64), isNegative, (byte)scale);
            }

            return ReadLarge(quick, isNegative, scale);
        }

        BigInteger large = BigInteger.Zero;
        for (int i = 0; i < count; i++)
        {
            large = (large * 10_000) + BinaryPrimitives.ReadInt16BigEndian(digits[(i * 2)..]);
        }

        large = shift >= 0 ? large * BigInteger.Pow(10, shift) : large / BigInteger.Pow(10, -shift);
        return ReadLarge(large, isNegative, scale);
    }

    private static object ReadLarge(BigInteger unscaled, bool isNegative, int scale)
    {
        BigInteger rest = unscaled;
        int places = scale;
        while (places > 0 && (places > MaxDecimalScale || rest > s_maxBigDecimal))
        {
            (BigInteger tenth, BigInteger digit) = BigInteger.DivRem(rest, 10);
            if (!digit.IsZero)
            {
                break;
            }

            rest = tenth;
            places--;
        }

        if (places <= MaxDecimalScale && rest <= s_maxBigDecimal)
        {
            decimal whole = (decimal)rest;
            Span<int> bits = stackalloc int[4];
            _ = decimal.GetBits(whole, bits);
            return new decimal(bits[0], bits[1], bits[2], isNegative, (byte)places);
        }

        if (scale == 0)
        {
            return isNegative ? -unscaled : unscaled;
        }

        string text = unscaled.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(isNegative ? "-" : "")}{text[..^scale]}.{text[^scale..]}";
    }
}
