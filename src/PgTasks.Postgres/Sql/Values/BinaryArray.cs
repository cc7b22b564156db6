using System.Buffers.Binary;

namespace PgTasks.Postgres;

/// <summary>
/// Arrays of the binary format, with their dimensions. An element that its type cannot hold comes as text among the
/// others; an array that does not begin at 1 as text altogether, since PowerShell's all begin alike.
/// </summary>
internal static class BinaryArray
{
    /// <summary>An array that is not NULL.</summary>
    public static object Read(ReadOnlySpan<byte> bytes, BinaryValue element)
    {
        int rank = BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (rank == 0)
        {
            return Array.CreateInstance(element.Type, 0);
        }

        int[] lengths = new int[rank];
        int[] bounds = new int[rank];
        for (int i = 0; i < rank; i++)
        {
            lengths[i] = BinaryPrimitives.ReadInt32BigEndian(bytes[(12 + (i * 8))..]);
            bounds[i] = BinaryPrimitives.ReadInt32BigEndian(bytes[(16 + (i * 8))..]);
        }

        object?[] values = ReadElements(bytes[(12 + (rank * 8))..], element, lengths.Aggregate((a, b) => a * b));
        Array array = rank == 1 ? Fill(values, GetElementType(values, element)) : Shape(values, lengths, element);
        return Array.TrueForAll(bounds, bound => bound == 1) ? array : ArrayLiteral.Write(array, bounds);
    }

    private static object?[] ReadElements(ReadOnlySpan<byte> bytes, BinaryValue element, int count)
    {
        object?[] values = new object?[count];
        for (int i = 0; i < count; i++)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(bytes);
            bytes = bytes[4..];
            if (length >= 0)
            {
                object value = element.Read(bytes[..length]);
                values[i] = value is ExactValue exact ? exact.Text : value;
                bytes = bytes[length..];
            }
        }

        return values;
    }

    private static Type GetElementType(object?[] values, BinaryValue element)
    {
        Type type = element.Type;
        bool hasNulls = false;
        foreach (object? value in values)
        {
            hasNulls |= value is null;
            if (value is not null && value.GetType() != type && !type.IsInstanceOfType(value))
            {
                return typeof(object);
            }
        }

        return hasNulls && type.IsValueType ? typeof(Nullable<>).MakeGenericType(type) : type;
    }

    private static Array Fill(object?[] values, Type type)
    {
        Array array = Array.CreateInstance(type, values.Length);
        Array.Copy(values, array, values.Length);
        return array;
    }

    private static Array Shape(object?[] values, int[] lengths, BinaryValue element)
    {
        Array array = Array.CreateInstance(GetElementType(values, element), lengths);
        int[] index = new int[lengths.Length];
        foreach (object? value in values)
        {
            array.SetValue(value, index);
            for (int i = index.Length - 1; i >= 0 && ++index[i] == lengths[i]; i--)
            {
                index[i] = 0;
            }
        }

        return array;
    }
}
