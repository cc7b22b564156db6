using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace PgTasks.Postgres;

/// <summary>Numerics beyond decimal: a BigInteger where they are whole, else the text that the server writes.</summary>
internal static class FarNumber
{
    /// <summary>A numeric of the binary format: counts, sign and digits of base 10,000.</summary>
    public static object Read(ReadOnlySpan<byte> bytes)
    {
        int count = BinaryPrimitives.ReadInt16BigEndian(bytes);
        int weight = BinaryPrimitives.ReadInt16BigEndian(bytes[2..]);
        int sign = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        int scale = BinaryPrimitives.ReadInt16BigEndian(bytes[6..]);
        switch (sign)
        {
            case 0xC000:
                return double.NaN;
            case 0xD000:
                return double.PositiveInfinity;
            case 0xF000:
                return double.NegativeInfinity;
            default:
                break;
        }

        BigInteger digits = BigInteger.Zero;
        for (int i = 0; i < count; i++)
        {
            digits = (digits * 10_000) + BinaryPrimitives.ReadInt16BigEndian(bytes[(8 + (i * 2))..]);
        }

        int exponent = (weight - count + 1) * 4;
        BigInteger unscaled = exponent + scale >= 0
            ? digits * BigInteger.Pow(10, exponent + scale)
            : digits / BigInteger.Pow(10, -(exponent + scale));
        BigInteger value = sign == 0 ? unscaled : -unscaled;
        if (scale == 0)
        {
            return value;
        }

        string text = BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(value.Sign < 0 ? "-" : "")}{text[..^scale]}.{text[^scale..]}";
    }
}
