namespace PgTasks.Postgres.Settings;

/// <summary>What becomes of an option's value on its way to Npgsql.</summary>
/// <param name="option">The option.</param>
/// <param name="said">Its value and who said it, under libpq's keyword.</param>
/// <param name="note">Takes what is ignored, in words.</param>
/// <exception cref="PgTaskException">InvalidConnectionString or UnsupportedSetting.</exception>
internal delegate IEnumerable<Setting> Translation(ConnectionOption option, Setting said, Action<string> note);

/// <summary>An option of a connection, by every name it has.</summary>
/// <param name="Libpq">libpq's keyword; null where it has none.</param>
/// <param name="Keyword">Npgsql's, or what this folder calls it where Npgsql has none; null: it is not passed on.</param>
/// <param name="Variable">The environment's.</param>
/// <param name="Translate">What libpq's value is in Npgsql's terms.</param>
/// <param name="Parameter">The parameter of Connect-PgTask.</param>
/// <param name="Read">The parameter's value, in Npgsql's terms.</param>
internal sealed record ConnectionOption(
    string? Libpq,
    string? Keyword,
    string? Variable,
    Translation Translate,
    string? Parameter = null,
    Func<ConnectionRequest, object?>? Read = null);
