using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace PgTasks;

/// <summary>Makes PowerShell's objects of a result's rows.</summary>
/// <param name="asHashtable">Whether rows become ordered dictionaries, and JSON hashtables.</param>
/// <param name="type">The class that rows fill an instance of, or null.</param>
/// <param name="onIgnored">Told of each column that the class has no property for.</param>
internal sealed class RowShape(bool asHashtable, Type? type, Action<string> onIgnored)
{
    // Room for the columns from the start, in two thirds of the time; PowerShellStandard lacks this constructor.
    private static readonly ConstructorInvoker? s_create =
        typeof(PSObject).GetConstructor([typeof(int)]) is { } found ? ConstructorInvoker.Create(found) : null;

    private SqlColumns? _columns;
    private MemberInfo?[] _members = [];

    /// <summary>The object of a row.</summary>
    /// <exception cref="PgTaskException">RowNotConvertible.</exception>
    public object ToObject(SqlRow row)
    {
        if (type is not null)
        {
            return Fill(type, row);
        }

        string[] names = row.Columns.Names;
        if (asHashtable)
        {
            OrderedDictionary fields = new(names.Length, StringComparer.OrdinalIgnoreCase);
            for (int i = 0; i < names.Length; i++)
            {
                fields.Add(names[i], GetValue(row, i));
            }

            return fields;
        }

        PSObject result = (PSObject?)s_create?.Invoke(names.Length) ?? new PSObject();
        PSMemberInfoCollection<PSPropertyInfo> properties = result.Properties;
        for (int i = 0; i < names.Length; i++)
        {
            properties.Add(new PSNoteProperty(names[i], BareValue.Wrap(row.Values[i])), preValidated: true);
        }

        return result;
    }

    /// <summary>The first value of a row, as the class if one was asked for.</summary>
    /// <exception cref="PgTaskException">RowNotConvertible.</exception>
    public object? ToScalar(SqlRow row)
    {
        object? value = row.Values.Length == 0 ? null : GetValue(row, 0);
        return type is null || value is null ? value : Convert(value, type, row.Columns.Names[0]);
    }

    private object? GetValue(SqlRow row, int column) =>
        asHashtable && row.Columns.IsJson[column] && row.Values[column] is string json
            ? JsonData.ToHashtable(json)
            : BareValue.Wrap(row.Values[column]);

    private object Fill(Type target, SqlRow row)
    {
        if (target.GetConstructor(Type.EmptyTypes) is null && !target.IsValueType)
        {
            return ConvertWhole(target, row);
        }

        if (row.Columns != _columns)
        {
            _columns = row.Columns;
            _members = Array.ConvertAll(row.Columns.Names, FindMember);
        }

        object instance = Activator.CreateInstance(target)!;
        for (int i = 0; i < _members.Length; i++)
        {
            switch (_members[i])
            {
                case PropertyInfo property:
                    property.SetValue(instance, Convert(GetValue(row, i), property.PropertyType, row.Columns.Names[i]));
                    break;
                case FieldInfo field:
                    field.SetValue(instance, Convert(GetValue(row, i), field.FieldType, row.Columns.Names[i]));
                    break;
                default:
                    break;
            }
        }

        return instance;
    }

    /// <summary>By PowerShell's own conversions, for a class that cannot be made empty.</summary>
    private static object ConvertWhole(Type target, SqlRow row) =>
        Convert(
            row.Values is [object single] ? BareValue.Wrap(single)! : new RowShape(false, null, _ => { }).ToObject(row),
            target,
            row.Columns.Names[0])!;

    private MemberInfo? FindMember(string column)
    {
        string bare = column.Replace("_", "", StringComparison.Ordinal);
        MemberInfo[] members = type!.GetMembers(BindingFlags.Public | BindingFlags.Instance);
        MemberInfo? found =
            Array.Find(members, member => IsSettable(member)
                && member.Name.Equals(column, StringComparison.OrdinalIgnoreCase))
            ?? Array.Find(members, member => IsSettable(member) && member.Name
                .Replace("_", "", StringComparison.Ordinal).Equals(bare, StringComparison.OrdinalIgnoreCase));
        if (found is null)
        {
            onIgnored(column);
        }

        return found;
    }

    private static bool IsSettable(MemberInfo member) =>
        member is PropertyInfo { SetMethod.IsPublic: true } or FieldInfo { IsInitOnly: false };

    private static object? Convert(object? value, Type target, string column)
    {
        if (value is null)
        {
            return target.IsValueType && Nullable.GetUnderlyingType(target) is null
                ? Activator.CreateInstance(target)
                : null;
        }

        if (target.IsInstanceOfType(value))
        {
            return value;
        }

        try
        {
            return LanguagePrimitives.ConvertTo(value, target, CultureInfo.InvariantCulture);
        }
        catch (PSInvalidCastException exception)
        {
            throw SqlErrors.RowNotConvertible(target, column, exception);
        }
    }
}
