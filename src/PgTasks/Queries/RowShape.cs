using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace PgTasks;

/// <summary>Makes PowerShell's objects of a result's rows.</summary>
/// <param name="asHashtable">Whether rows become ordered dictionaries, and JSON hashtables.</param>
/// <param name="type">The class that rows fill an instance of, or the type of their one value, or null.</param>
/// <param name="onIgnored">Told of each column that the class has no property for.</param>
internal sealed class RowShape(bool asHashtable, Type? type, Action<string> onIgnored)
{
    // Room for the columns from the start, in two thirds of the time; PowerShellStandard lacks this constructor.
    private static readonly ConstructorInvoker? s_create =
        typeof(PSObject).GetConstructor([typeof(int)]) is { } found ? ConstructorInvoker.Create(found) : null;

    private readonly RowTarget _target = type is null ? RowTarget.Row : RowTargets.Find(type);
    private SqlColumns? _columns;
    private MemberInfo?[] _members = [];

    /// <summary>The object of a row, or its one value where the type is no class to be filled.</summary>
    /// <exception cref="PgTaskException">RowNotConvertible, RowNotScalar.</exception>
    public object? ToObject(SqlRow row) => _target switch
    {
        RowTarget.Row => asHashtable ? FillDictionary(NewOrdered(row), row) : ToRow(row),
        RowTarget.Dictionary => FillDictionary((IDictionary)Activator.CreateInstance(type!)!, row),
        RowTarget.Class => FillClass(row),
        _ when row.Values.Length == 1 => ToScalar(row),
        RowTarget.Whole => Convert(ToRow(row), type!, row.Columns.Names.FirstOrDefault() ?? ""),
        _ => throw SqlErrors.RowNotConvertible(type!, row.Columns.Names),
    };

    /// <summary>The first value of a row, as the type if one was asked for; NULL is null for every type.</summary>
    /// <exception cref="PgTaskException">RowNotConvertible.</exception>
    public object? ToScalar(SqlRow row)
    {
        object? value = row.Values.Length == 0 ? null : GetValue(row, 0);
        return type is null || value is null ? value : Convert(value, type, row.Columns.Names[0]);
    }

    private static OrderedDictionary NewOrdered(SqlRow row) =>
        new(row.Columns.Names.Length, StringComparer.OrdinalIgnoreCase);

    private static PSObject ToRow(SqlRow row)
    {
        string[] names = row.Columns.Names;
        PSObject result = (PSObject?)s_create?.Invoke(names.Length) ?? new PSObject();
        PSMemberInfoCollection<PSPropertyInfo> properties = result.Properties;
        for (int i = 0; i < names.Length; i++)
        {
            properties.Add(new PSNoteProperty(names[i], BareValue.Wrap(row.Values[i])), preValidated: true);
        }

        return result;
    }

    private IDictionary FillDictionary(IDictionary fields, SqlRow row)
    {
        for (int i = 0; i < row.Values.Length; i++)
        {
            try
            {
                fields.Add(row.Columns.Names[i], GetValue(row, i));
            }
            catch (ArgumentException exception)
            {
                throw SqlErrors.RowNotConvertible(fields.GetType(), row.Columns.Names[i], exception);
            }
        }

        return fields;
    }

    private object? GetValue(SqlRow row, int column) =>
        asHashtable && row.Columns.IsJson[column] && row.Values[column] is string json
            ? JsonData.ToHashtable(json)
            : BareValue.Wrap(row.Values[column]);

    private object FillClass(SqlRow row)
    {
        if (row.Columns != _columns)
        {
            _columns = row.Columns;
            _members = Array.ConvertAll(row.Columns.Names, FindMember);
        }

        object instance = Activator.CreateInstance(type!)!;
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

    private MemberInfo? FindMember(string column)
    {
        string bare = column.Replace("_", "", StringComparison.Ordinal);
        MemberInfo[] members = RowTargets.GetSettable(type!);
        MemberInfo? found =
            Array.Find(members, member => member.Name.Equals(column, StringComparison.OrdinalIgnoreCase))
            ?? Array.Find(members, member => member.Name
                .Replace("_", "", StringComparison.Ordinal).Equals(bare, StringComparison.OrdinalIgnoreCase));
        if (found is null)
        {
            onIgnored(column);
        }

        return found;
    }

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
