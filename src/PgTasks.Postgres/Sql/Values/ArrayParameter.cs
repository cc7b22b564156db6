using System.Numerics;
using Npgsql;
using NpgsqlTypes;

namespace PgTasks.Postgres;

/// <summary>
/// Arrays as parameters, with their dimensions. Elements of one type, or of numbers that one type holds exactly, make an
/// array of it; what array any others are, the server infers from their texts.
/// </summary>
internal static class ArrayParameter
{
    /// <summary>The parameter of an array, or of equally long arrays in an array.</summary>
    /// <exception cref="PgTaskException">ArrayNotRectangular, ParameterTypeNotSupported.</exception>
    public static NpgsqlParameter Create(Array array, string name)
    {
        List<int> lengths = GetLengths(array);
        List<object?> elements = [];
        if (!TryFlatten(array, lengths, 0, elements))
        {
            throw SqlErrors.ArrayNotRectangular(name);
        }

        object[] present = [.. elements.OfType<object>()];
        if (Array.Find(present, value => !IsKnown(value)) is { } unknown)
        {
            throw SqlErrors.ParameterTypeNotSupported(name, unknown.GetType());
        }

        return FindCommon(present, IsTyped(array)) is { } type
            ? new NpgsqlParameter
            {
                Value = Shape(elements, lengths, type),
                NpgsqlDbType = NpgsqlDbType.Array | type.Type,
            }
            : SqlParameters.CreateText(array);
    }

    private static bool IsKnown(object value) =>
        value is string or ExactValue || ParameterType.Find(value) is not null;

    /// <summary>Whether it says the type of its elements, as [long[]] does: it then is not made the smaller one.</summary>
    private static bool IsTyped(Array array) => array.GetType().GetElementType() != typeof(object);

    private static List<int> GetLengths(Array array)
    {
        List<int> lengths = [];
        for (Array? inner = array; inner is not null and not byte[]; inner = GetFirst(inner) as Array)
        {
            for (int i = 0; i < inner.Rank; i++)
            {
                lengths.Add(inner.GetLength(i));
            }
        }

        return lengths;
    }

    private static object? GetFirst(Array array) => array.Length == 0 ? null : array.Cast<object?>().First();

    private static bool TryFlatten(Array array, List<int> lengths, int dimension, List<object?> elements)
    {
        for (int i = 0; i < array.Rank; i++)
        {
            if (dimension + i >= lengths.Count || array.GetLength(i) != lengths[dimension + i])
            {
                return false;
            }
        }

        bool isInnermost = dimension + array.Rank == lengths.Count;
        foreach (object? element in array)
        {
            if (element is Array inner and not byte[])
            {
                if (isInnermost || !TryFlatten(inner, lengths, dimension + array.Rank, elements))
                {
                    return false;
                }
            }
            else if (!isInnermost)
            {
                return false;
            }
            else
            {
                elements.Add(element);
            }
        }

        return true;
    }

    private static ParameterType? FindCommon(object[] values, bool isTyped)
    {
        if (values.Length == 0)
        {
            return null;
        }

        if (Array.TrueForAll(values, ParameterType.IsWhole))
        {
            return FindWhole(values, isTyped);
        }

        ParameterType?[] types = [.. values.Select(ParameterType.Find).Distinct()];
        return types switch
        {
            [ParameterType only] => only,
            _ when Array.TrueForAll(values, value => value is DateTime or DateTimeOffset or DateOnly) =>
                types.Contains(ParameterType.TimestampTz) ? ParameterType.TimestampTz : ParameterType.Timestamp,
            _ when Array.TrueForAll(values, IsDecimal) => ParameterType.Number,
            _ when Array.TrueForAll(values, IsDouble) => ParameterType.Double,
            _ => null,
        };
    }

    private static ParameterType FindWhole(object[] values, bool isTyped)
    {
        if (Array.TrueForAll(values, value => value is byte or sbyte or short))
        {
            return ParameterType.Smallint;
        }

        if (isTyped && values[0] is not BigInteger)
        {
            return values[0] switch
            {
                int or ushort => ParameterType.Integer,
                long or uint => ParameterType.Bigint,
                _ => ParameterType.Whole,
            };
        }

        BigInteger[] numbers = Array.ConvertAll(values, ParameterType.ToBigInteger);
        ParameterType least = ParameterType.FindWhole(numbers.Min());
        ParameterType most = ParameterType.FindWhole(numbers.Max());
        return least == ParameterType.Whole || most == ParameterType.Integer ? least : most;
    }

    private static bool IsDecimal(object value) => value is decimal
        || (ParameterType.IsWhole(value) && BigInteger.Abs(ParameterType.ToBigInteger(value)) < new BigInteger(decimal.MaxValue));

    private static bool IsDouble(object value) => value is double or float
        || (value is decimal number && Math.Abs(number) < 1e15m && (decimal)(double)number == number)
        || (ParameterType.IsWhole(value) && BigInteger.Abs(ParameterType.ToBigInteger(value)) <= 1L << 53);

    private static Array Shape(List<object?> elements, List<int> lengths, ParameterType type)
    {
        Type element = elements.Contains(null) && type.ValueType.IsValueType
            ? typeof(Nullable<>).MakeGenericType(type.ValueType)
            : type.ValueType;
        Array array = Array.CreateInstance(element, [.. lengths]);
        int[] index = new int[lengths.Count];
        foreach (object? value in elements)
        {
            array.SetValue(value is null ? null : type.ToServer(value), index);
            for (int i = index.Length - 1; i >= 0 && ++index[i] == lengths[i]; i--)
            {
                index[i] = 0;
            }
        }

        return array;
    }
}
