namespace PgTasks;

/// <summary>What can be wrong with the settings of a connection.</summary>
internal static class SettingErrors
{
    /// <summary>Whether an error says that the settings themselves cannot be understood.</summary>
    public static bool Made(PgTaskException error) => error.ErrorId is nameof(InvalidConnectionString)
        or nameof(UnknownSetting) or nameof(UnsupportedSetting) or nameof(ServiceNotFound) or nameof(EnvironmentFileNotFound);

    /// <summary>The message is to hold no value of the connection string.</summary>
    public static PgTaskException InvalidConnectionString(string message) => new(
        OwnErrors.Get(nameof(InvalidConnectionString)), message);

    public static PgTaskException InvalidSetting(string name, string source, string expected) =>
        InvalidConnectionString($"The value of {name} ({source}) is not valid; it takes {expected}.");

    public static PgTaskException UnknownSetting(string name, string nearest, string source) => new(
        OwnErrors.Get(nameof(UnknownSetting)), $"There is no setting '{name}' ({source}). Did you mean '{nearest}'?");

    public static PgTaskException UnsupportedSetting(string name, string source) => new(
        OwnErrors.Get(nameof(UnsupportedSetting)),
        $"The setting '{name}' ({source}) protects the connection in a way that Npgsql cannot.");

    public static PgTaskException CertificateNotUsable(
        string path, string source, string reason, Exception? inner = null) => new(
        OwnErrors.Get(nameof(CertificateNotUsable)), $"The file '{path}' ({source}) cannot be used for TLS: {reason}", inner);

    public static PgTaskException ServiceNotFound(string service, string source, IEnumerable<string> files) => new(
        OwnErrors.Get(nameof(ServiceNotFound)),
        $"No service '{service}' ({source}) is defined in {string.Join(", ", files)}.");

    public static PgTaskException EnvironmentFileNotFound(string path, Exception inner) => new(
        OwnErrors.Get(nameof(EnvironmentFileNotFound)), $"The file '{path}' cannot be read.", inner);
}
