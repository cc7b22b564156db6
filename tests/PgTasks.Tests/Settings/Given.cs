using PgTasks.Postgres.Settings;

namespace PgTasks.Tests.Settings;

/// <summary>An environment made for a test: a home directory of its own, variables, and no others of the process.</summary>
public sealed class Given : IDisposable
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    /// <summary>An empty home.</summary>
    public Given() => _variables["HOME"] = _variables["APPDATA"] = Home = Directory.CreateTempSubdirectory("pgtasks").FullName;

    /// <summary>The directory.</summary>
    public string Home { get; }

    /// <summary>Sets a variable.</summary>
    public Given Variable(string name, string value)
    {
        _variables[name] = value;
        return this;
    }

    /// <summary>Writes a file and gives its path.</summary>
    public string File(string name, string text)
    {
        string path = Path.Combine(Home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Home, recursive: true);

    internal ResolvedSettings Resolve(ConnectionRequest request, Action<string>? note = null) =>
        ConnectionSettings.Resolve(request, note, new ClientEnvironment(_variables.GetValueOrDefault)
        {
            SocketDirectories = [Path.Combine(Home, "run")],
            ConfigurationDirectories = [Path.Combine(Home, "etc")],
        });

    internal ResolvedSettings Resolve(string connectionString, Action<string>? note = null) =>
        Resolve(new ConnectionRequest { ConnectionString = connectionString }, note);
}
