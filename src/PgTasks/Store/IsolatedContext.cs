using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace PgTasks;

/// <summary>Holds Npgsql and all it brings, so that another module's versions neither disturb nor are disturbed.</summary>
internal sealed class IsolatedContext : AssemblyLoadContext
{
    private static readonly Assembly s_self = typeof(IsolatedContext).Assembly;
    private static readonly string s_folder = FindFolder();
    private static readonly Lazy<Assembly> s_postgres = new(
        () => new IsolatedContext().LoadFromAssemblyName(new AssemblyName("PgTasks.Postgres")));

    private IsolatedContext() : base("PgTasks")
    {
    }

    public static T Create<T>(string typeName) =>
        (T)Activator.CreateInstance(s_postgres.Value.GetType(typeName, throwOnError: true)!, nonPublic: true)!;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(s_folder, assemblyName.Name + ".dll");
        return assemblyName.Name == s_self.GetName().Name ? s_self
            : File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <summary>The package has images compiled ahead for some platforms beside the plain ones for all.</summary>
    private static string FindFolder()
    {
        string plain = Path.Combine(Path.GetDirectoryName(s_self.Location)!, "deps");
        string compiled = Path.Combine(plain, RuntimeInformation.RuntimeIdentifier);
        return Directory.Exists(compiled) ? compiled : plain;
    }
}
