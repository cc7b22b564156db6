using Npgsql;

namespace PgTasks.Postgres.Settings;

/// <summary>How to connect, and which source said each of it.</summary>
/// <param name="Builder">In Npgsql's form, with the password.</param>
/// <param name="Settings">For the user to see, without it.</param>
/// <param name="Hosts">The servers to try.</param>
/// <param name="FindPassword">The password for one of them where no setting says it, or null.</param>
/// <param name="TrustsSystem">Only the system's root certificates count, whatever file lies in the usual place.</param>
internal sealed record ResolvedSettings(
    NpgsqlConnectionStringBuilder Builder,
    IReadOnlyList<PgTaskSetting> Settings,
    HostList Hosts,
    Func<HostEntry, string?> FindPassword,
    bool TrustsSystem)
{
    /// <summary>The settings without any password; the generated text would hold it.</summary>
    public override string ToString() => string.Join("; ", Settings);
}
