using System.Management.Automation;
using System.Reflection;

namespace PgTasks;

/// <summary>
/// How many members an object has beside those of its class. PowerShell tells it to nobody; going through the properties,
/// which is what there is otherwise, takes longer than all else that is done with an object.
/// </summary>
internal static class OwnProperties
{
    private static readonly MethodInvoker? s_members =
        typeof(PSObject).GetProperty("InstanceMembers", BindingFlags.Instance | BindingFlags.NonPublic)?.GetMethod
            is { } getter ? MethodInvoker.Create(getter) : null;

    private static readonly MethodInvoker? s_count =
        typeof(PSObject).GetProperty("InstanceMembers", BindingFlags.Instance | BindingFlags.NonPublic)?.PropertyType
            .GetProperty("Count", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)?.GetMethod
            is { } getter ? MethodInvoker.Create(getter) : null;

    /// <summary>The count, or null where this PowerShell does not let it be known.</summary>
    public static int? Count(PSObject value) =>
        s_members?.Invoke(value) is { } members && s_count?.Invoke(members) is int count ? count : null;
}
