namespace PgTasks.Postgres.Settings;

/// <summary>Settings from source upon source: what an earlier source says stays.</summary>
internal sealed class SettingStack
{
    private readonly Dictionary<string, Setting> _settings = new(StringComparer.Ordinal);
    private bool _isServed;

    /// <summary>The settings, in no order.</summary>
    public IEnumerable<Setting> All => _settings.Values;

    /// <summary>Adds a source's settings; within one source the last of a name counts, as in libpq.</summary>
    public void Add(IEnumerable<Setting> source)
    {
        foreach (Setting setting in source.Reverse())
        {
            _settings.TryAdd(setting.Name, setting);
        }
    }

    /// <summary>What is set by that name, or null.</summary>
    public Setting? Find(string name) => _settings.GetValueOrDefault(name);

    /// <summary>The same, where it is not empty: libpq takes an empty value for its default.</summary>
    public Setting? FindFilled(string name) => Find(name) is { Value.Length: > 0 } setting ? setting : null;

    /// <summary>Takes a setting out and gives it back.</summary>
    public Setting? Take(string name) => _settings.Remove(name, out Setting? setting) ? setting : null;

    /// <summary>Whether this is the first time: of services only the first one asked for is read.</summary>
    public bool MarkServed() => !_isServed && (_isServed = true);

    /// <summary>Sets one, whatever was set before.</summary>
    public void Replace(Setting setting) => _settings[setting.Name] = setting;
}
