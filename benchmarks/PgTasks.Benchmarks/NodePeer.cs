using System.Text.Json;

namespace PgTasks.Benchmarks;

/// <summary>Peers that are Node's: npm installs them, and Node itself, into the benchmark's directory when one is asked for.</summary>
internal static class NodePeer
{
    private static readonly string s_npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
    private static Task<string?>? s_missing;

    /// <summary>A contender that is a script of benchmarks/peers.</summary>
    /// <param name="here">Where it runs.</param>
    /// <param name="name">Who, and how.</param>
    /// <param name="scale">By what to multiply its seconds, where it does a part of the work only.</param>
    /// <param name="script">The script.</param>
    /// <param name="arguments">What the script is given.</param>
    public static async Task<Contender> CreateAsync(
        Surroundings here, string name, int scale, string script, params IEnumerable<object> arguments) =>
        new(name, async () =>
        {
            string output = await PeerScript.RunAsync(
                here, Path.Combine(GetDirectory(here), "node_modules", "node", "bin", "node"),
                [Path.Combine(GetDirectory(here), script), .. arguments.Select(PeerScript.Text)]);
            return scale * JsonDocument.Parse(output).RootElement.GetProperty("seconds").GetDouble();
        })
        {
            IsFresh = true,
            Missing = await (s_missing ??= InstallAsync(here)),
        };

    private static string GetDirectory(Surroundings here) => Path.Combine(here.Directory, "node");

    // Beside the scripts, where Node looks for what they import.
    private static async Task<string?> InstallAsync(Surroundings here)
    {
        if (PeerScript.FindMissing(s_npm, ["--version"], "npm is not installed") is { } missing)
        {
            return missing;
        }

        Directory.CreateDirectory(GetDirectory(here));
        string peers = Path.Combine(here.Root, "benchmarks", "peers");
        foreach (string file in Directory.EnumerateFiles(peers, "*.mjs").Append(Path.Combine(peers, "package.json")))
        {
            File.Copy(file, Path.Combine(GetDirectory(here), Path.GetFileName(file)));
        }

        try
        {
            await PeerScript.RunAsync(
                here, s_npm, ["install", "--prefix", GetDirectory(here), "--no-audit", "--no-fund", "--loglevel=error"]);
            return null;
        }
        catch (InvalidOperationException exception)
        {
            return $"npm did not install it: {exception.Message.Split('\n')[0]}";
        }
    }
}
