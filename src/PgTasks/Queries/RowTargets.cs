using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace PgTasks;

/// <summary>Tells a class that a row can fill from a type that one value becomes.</summary>
internal static class RowTargets
{
    public static RowTarget Find(Type type) =>
        type == typeof(object) || type == typeof(PSObject) || type == typeof(PSCustomObject) ? RowTarget.Row
        : IsScalar(type) ? RowTarget.Scalar
        : !type.IsValueType && type.GetConstructor(Type.EmptyTypes) is null ? RowTarget.Whole
        : typeof(IDictionary).IsAssignableFrom(type) ? RowTarget.Dictionary
        : GetSettable(type).Length > 0 ? RowTarget.Class
        : RowTarget.Scalar;

    /// <summary>The public properties and fields that a column can set.</summary>
    public static MemberInfo[] GetSettable(Type type) => Array.FindAll(
        type.GetMembers(BindingFlags.Public | BindingFlags.Instance),
        member => member is FieldInfo { IsInitOnly: false }
            || (member is PropertyInfo { SetMethod.IsPublic: true } property
                && property.GetIndexParameters().Length == 0));

    private static bool IsScalar(Type type) =>
        type.IsPrimitive || type.IsEnum || type.IsArray || type == typeof(string)
        || Nullable.GetUnderlyingType(type) is not null
        || (type.IsValueType && GetSettable(type).Length == 0);
}
