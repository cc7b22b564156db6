using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;

namespace PgTasks.Tests;

/// <summary>The register of own errors, held to the code that raises them, to the help and to the tests.</summary>
public sealed partial class OwnErrorTests
{
    private static readonly Type[] s_factories =
        [.. typeof(OwnErrors).Assembly.GetTypes().Where(type => FactoryName().IsMatch(type.Name) && type != typeof(OwnErrors))];

    public static TheoryData<string> Ids { get; } = [.. OwnErrors.All.Select(error => error.Id)];

    [Fact]
    public void The_help_has_the_same_rows()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "en-US", "about_PgTaskErrors.md"));
        string table = page[page.IndexOf("## Ids of PgTasks itself", StringComparison.Ordinal)..];
        Assert.Equal(
            OwnErrors.All.Select(error => $"| {error.Id} | {error.Category} | {error.When} |"),
            Row().Matches(table).Select(match => match.Value.TrimEnd()));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_is_raised_and_tested(string id)
    {
        Assert.Contains(Sources("src", "*.cs"), source => Raise(id).IsMatch(source));
        Regex name = new($@"\b{id}\b");
        Assert.Contains(
            Sources("tests", "*.cs").Concat(Sources("tests", "*.ps1")), source => name.IsMatch(source));
    }

    [Fact]
    public void Each_row_has_an_id_of_its_own_and_words_for_the_help() => Assert.All(
        OwnErrors.All,
        error =>
        {
            Assert.Same(error, OwnErrors.Get(error.Id));
            Assert.NotEqual(ErrorCategory.NotSpecified, error.Category);
            Assert.Matches("^[^|]{5,70}(?<![.])$", error.When);
            Assert.DoesNotContain(ConditionTable.All, condition => condition.Name == error.Id);
        });

    [Fact]
    public void Each_factory_has_a_row()
    {
        string[] made = [.. s_factories.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.ReturnType == typeof(PgTaskException))
            .Select(method => method.Name)
            .Where(name => name != nameof(SettingErrors.InvalidSetting))];
        Assert.Empty(made.Except(OwnErrors.All.Select(error => error.Id)));
    }

    private static Regex Raise(string id) => new($@"\w+Errors\.{id}\(|=> {id}\(");

    private static IEnumerable<string> Sources(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText);

    [GeneratedRegex("Errors$")]
    private static partial Regex FactoryName();

    [GeneratedRegex(@"^\| (?!Id |---).*$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
