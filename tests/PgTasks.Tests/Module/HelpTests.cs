using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PgTasks.Tests;

/// <summary>The pages in docs/ and the help file made from them, against the cmdlets' classes.</summary>
public sealed partial class HelpTests
{
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly string s_root = Repository.Root;
    private static readonly XElement s_help = XElement.Load(Path.Combine(s_root, "en-US", "PgTasks.dll-Help.xml"));

    private static readonly Dictionary<string, Type> s_cmdlets = typeof(PgTaskCmdlet).Assembly.GetExportedTypes()
        .Select(type => (type, attribute: type.GetCustomAttribute<CmdletAttribute>(inherit: false)))
        .Where(cmdlet => cmdlet.attribute is not null)
        .ToDictionary(cmdlet => $"{cmdlet.attribute!.VerbName}-{cmdlet.attribute.NounName}", cmdlet => cmdlet.type);

    public static TheoryData<string> Exported { get; } = [.. ExportedNames()];

    [Fact]
    public void Manifest_exports_every_cmdlet() => Assert.Equal(s_cmdlets.Keys.Order(), ExportedNames().Order());

    [Theory]
    [MemberData(nameof(Exported))]
    public void Help_has_synopsis_description_and_examples_with_code(string name)
    {
        XElement help = Help(name);
        Assert.NotEqual("", Words(help.Element(s_command + "details")));
        Assert.NotEqual("", Words(help));
        XElement[] examples = [.. help.Descendants(s_command + "example")];
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Contains(name, example.Element(s_dev + "code")!.Value));
    }

    [Theory]
    [MemberData(nameof(Exported))]
    public void Help_has_words_for_each_parameter_and_for_no_other(string name)
    {
        XElement[] parameters = [.. Help(name).Elements(s_command + "parameters").Elements()];
        Assert.All(parameters, parameter => Assert.NotEqual("", Words(parameter)));
        Assert.Equal(Parameters(name), parameters.Select(one => one.Element(s_maml + "name")!.Value).Order());
    }

    [Theory]
    [MemberData(nameof(Exported))]
    public void Page_names_each_parameter_and_no_other(string name)
    {
        string page = File.ReadAllText(Path.Combine(s_root, "docs", "en-US", name + ".md"));
        Assert.Equal(Parameters(name), ParameterHeading().Matches(page).Select(match => match.Groups[1].Value).Order());
    }

    [Theory]
    [MemberData(nameof(Exported))]
    public void Cmdlet_says_what_it_emits(string name) =>
        Assert.NotEmpty(s_cmdlets[name].GetCustomAttributes<OutputTypeAttribute>());

    [Theory]
    [MemberData(nameof(Exported))]
    public void Cmdlet_that_changes_something_supports_WhatIf(string name) => Assert.True(
        !Changing().IsMatch(name) || s_cmdlets[name].GetCustomAttribute<CmdletAttribute>()!.SupportsShouldProcess);

    [Fact]
    public void No_placeholder_and_no_artefact_is_left()
    {
        IEnumerable<string> files = Directory.EnumerateFiles(Path.Combine(s_root, "docs", "en-US"))
            .Concat(Directory.EnumerateFiles(Path.Combine(s_root, "en-US")));
        Assert.All(files, file => Assert.DoesNotMatch(@"\{\{|\x80|&#x80;", File.ReadAllText(file)));
    }

    private static XElement Help(string name) => Assert.Single(
        s_help.Elements(s_command + "command"),
        command => command.Element(s_command + "details")?.Element(s_command + "name")?.Value == name);

    private static string Words(XElement? parent) => string.Concat(
        parent?.Elements(s_maml + "description").Elements(s_maml + "para").Select(para => para.Value) ?? []).Trim();

    private static IEnumerable<string> Parameters(string name)
    {
        Type type = s_cmdlets[name];
        string[] common = type.GetCustomAttribute<CmdletAttribute>()!.SupportsShouldProcess
            ? ["WhatIf", "Confirm"]
            : [];
        return type.GetProperties()
            .Where(property => property.IsDefined(typeof(ParameterAttribute)))
            .Select(property => property.Name)
            .Concat(common)
            .Order();
    }

    private static IEnumerable<string> ExportedNames()
    {
        string manifest = File.ReadAllText(Path.Combine(s_root, "PgTasks.psd1"));
        string list = CmdletsToExport().Match(manifest).Groups[1].Value;
        return QuotedName().Matches(list).Select(name => name.Groups[1].Value);
    }

    [GeneratedRegex(@"CmdletsToExport\s*=\s*@\(([^)]*)\)")]
    private static partial Regex CmdletsToExport();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex QuotedName();

    [GeneratedRegex(@"^### -(\w+)\r?$", RegexOptions.Multiline)]
    private static partial Regex ParameterHeading();

    [GeneratedRegex("^(Add|Complete|Import|Initialize|Remove|Restart|Set|Start|Stop|Undo|Unlock)-")]
    private static partial Regex Changing();
}
