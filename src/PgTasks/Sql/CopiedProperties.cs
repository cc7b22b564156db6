using System.Collections;
using System.Data;
using System.Management.Automation;

namespace PgTasks;

/// <summary>
/// Which of an object's properties fill the columns of a table. Those of the first object, or those that were said: a later
/// one that lacks some, or has others, is refused, as a part of it would be lost.
/// </summary>
internal sealed class CopiedProperties
{
    private readonly string[] _names;
    private readonly bool _areSaid;
    private readonly Type _type;
    private readonly int? _ownCount;

    /// <summary>The properties of an object, or those said.</summary>
    public CopiedProperties(PSObject first, string[]? said)
    {
        _areSaid = said is not null;
        _type = first.BaseObject.GetType();
        _ownCount = OwnProperties.Count(first);
        _names = said ?? GetNames(first);
    }

    /// <summary>Their names, which are the columns' too.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Whether NULL stands for a property that an object lacks.</summary>
    public required bool AllowsMissing { get; init; }

    /// <summary>Whether properties without a column are left out.</summary>
    public required bool IgnoresUnknown { get; init; }

    /// <summary>An object's values, in the order of the names.</summary>
    /// <exception cref="PgTaskException">PropertyMissing, PropertyNotExpected.</exception>
    public object?[] Read(PSObject input, long row, TableCopy copy)
    {
        switch (input.BaseObject)
        {
            case IDictionary dictionary:
                return FindAll(input, row, copy, dictionary.Count, () => GetNames(input));
            case DataRow data:
                return FindAll(input, row, copy, data.Table.Columns.Count, () => GetNames(input));
            case IList list:
                return ReadList(list, row);
            default:
                return ReadProperties(input, row, copy);
        }
    }

    private static string[] GetNames(PSObject input) => input.BaseObject switch
    {
        IDictionary dictionary => [.. dictionary.Keys.Cast<object>().Select(key => key.ToString()!)],
        DataRow data => [.. data.Table.Columns.Cast<DataColumn>().Select(column => column.ColumnName)],
        _ => [.. input.Properties.Where(property => property.IsGettable).Select(property => property.Name)],
    };

    private object?[] ReadList(IList list, long row)
    {
        if (list.Count > _names.Length && !IgnoresUnknown)
        {
            throw SqlErrors.PropertyNotExpected(row, $"[{_names.Length}]");
        }

        object?[] values = new object?[_names.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = i < list.Count ? list[i]
                : AllowsMissing ? null : throw SqlErrors.PropertyMissing(row, _names[i]);
        }

        return values;
    }

    /// <summary>As long as there are as many as the first object has, and all of its, there are no others.</summary>
    private object?[] ReadProperties(PSObject input, long row, TableCopy copy)
    {
        bool isAsFirst = _areSaid
            || (_ownCount is not null && input.BaseObject.GetType() == _type && OwnProperties.Count(input) == _ownCount);
        if (isAsFirst)
        {
            return FindAll(input, row, copy, 0, () => GetNames(input));
        }

        string[] names = GetNames(input);
        return FindAll(input, row, copy, names.Length, () => names);
    }

    private object?[] FindAll(PSObject input, long row, TableCopy copy, int count, Func<IEnumerable<string>> names)
    {
        object?[] values = new object?[_names.Length];
        int found = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (TryFind(input, _names[i], out values[i]))
            {
                found++;
            }
            else if (!AllowsMissing)
            {
                throw SqlErrors.PropertyMissing(row, _names[i]);
            }
        }

        bool mayHaveOthers = !_areSaid && (count > found || found < _names.Length);
        if (mayHaveOthers && FindUnknown(names(), copy) is { } unknown)
        {
            throw SqlErrors.PropertyNotExpected(row, unknown);
        }

        return values;
    }

    private string? FindUnknown(IEnumerable<string> names, TableCopy copy) => names.FirstOrDefault(name =>
        !Array.Exists(_names, known => IsSame(known, name)) && (!IgnoresUnknown || copy.HasColumn(name)));

    // A class has CreatedAt for the column created_at.
    private static bool TryFind(PSObject input, string name, out object? value) =>
        SqlArguments.TryFind(input, name, out value)
        || SqlArguments.TryFind(input, name.Replace("_", "", StringComparison.Ordinal), out value);

    private static bool IsSame(string column, string name) =>
        column.Equals(name, StringComparison.OrdinalIgnoreCase)
        || column.Replace("_", "", StringComparison.Ordinal).Equals(name, StringComparison.OrdinalIgnoreCase);
}
