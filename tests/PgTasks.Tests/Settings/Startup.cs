using System.Text;

namespace PgTasks.Tests.Settings;

/// <summary>What a client said when it connected, and where.</summary>
public sealed record Startup(string Address, string User, string Database, string Options)
{
    /// <summary>Reads the pairs of a startup message.</summary>
    public static Startup Parse(string address, ReadOnlySpan<byte> pairs)
    {
        string[] words = Encoding.UTF8.GetString(pairs).Split('\0');
        Dictionary<string, string> parameters = words.Chunk(2)
            .TakeWhile(pair => pair[0].Length > 0)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        string user = parameters["user"];
        return new Startup(
            address,
            user,
            parameters.GetValueOrDefault("database", user),
            parameters.GetValueOrDefault("options", ""));
    }
}
