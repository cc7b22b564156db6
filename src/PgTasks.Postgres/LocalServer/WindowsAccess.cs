using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace PgTasks.Postgres.LocalServer;

/// <summary>What 0700 is on Windows: a directory with no inherited rights, and all rights for its owner.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsAccess
{
    public static void CreateForOwnerAlone(string directory)
    {
        DirectorySecurity security = new();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(new FileSystemAccessRule(
            WindowsIdentity.GetCurrent().User!,
            FileSystemRights.FullControl,
            InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit,
            PropagationFlags.None,
            AccessControlType.Allow));
        new DirectoryInfo(directory).Create(security);
    }
}
