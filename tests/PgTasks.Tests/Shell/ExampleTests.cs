using System.Text.RegularExpressions;

namespace PgTasks.Tests.Shell;

/// <summary>The examples in the shell, where no pwsh is needed; tests/Examples.Tests.ps1 runs them in pwsh.</summary>
public sealed partial class ExampleTests
{
    private static readonly string s_root = FindRoot();

    public static TheoryData<string> Examples => [..
        Directory.GetFiles(Path.Combine(s_root, "tests", "expected"), "*.txt")
            .Select(path => Path.GetFileNameWithoutExtension(path)!).Order()];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task It_prints_what_the_tutorial_prints(string name)
    {
        ShellProcess.Result result = await ShellProcess.RunAsync(
            "-File", Path.Combine(s_root, "examples", name + ".ps1"));
        string expected = await File.ReadAllTextAsync(
            Path.Combine(s_root, "tests", "expected", name + ".txt"), CancellationToken.None);
        Assert.Equal(("", 0), (result.Error, result.ExitCode));
        Assert.Equal(Normalize(expected), Normalize(ServerVersion().Replace(result.Output, "$1{server version}")));
    }

    private static string Normalize(string text) => text.ReplaceLineEndings("\n");

    private static string FindRoot()
    {
        DirectoryInfo directory = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "PgTasks.psd1")))
        {
            directory = directory.Parent!;
        }

        return directory.FullName;
    }

    [GeneratedRegex(@"^(Server version: )1[5-9]\d{4}(?=\r?$)", RegexOptions.Multiline)]
    private static partial Regex ServerVersion();
}
