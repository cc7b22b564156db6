using System.Collections;
using System.Management.Automation;
using System.Text;

namespace PgTasks.Commands;

/// <content>Files of SQL.</content>
public sealed partial class InvokePgTaskQueryCommand
{
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    /// <summary>Files of SQL; wildcards are taken.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet, HelpMessage = "Files of SQL; wildcards are taken")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [NoScriptBlock]
    public string[]? Path { get; set; }

    /// <summary>Files of SQL by their exact names.</summary>
    [Parameter(
        Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Files of SQL by their exact names")]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>The values of psql's variables in files: :name, :'name', :"name".</summary>
    [Parameter(
        ParameterSetName = PathSet,
        HelpMessage = "The values of psql's variables in files: :name, :'name', :\"name\"")]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [NoFileNames]
    [ValidateNotNull]
    public IDictionary Variable { get; set; } = new Hashtable();

    /// <summary>How files are encoded that have no byte order mark; by default UTF-8.</summary>
    [Parameter(
        ParameterSetName = PathSet,
        HelpMessage = "How files are encoded that have no byte order mark; by default UTF-8")]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    [ValidateNotNull]
    public Encoding Encoding { get; set; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private IEnumerable<string> FindFiles() => OrFail(() => ParameterSetName == PathSet
        ? Path!.SelectMany(path => GetResolvedProviderPathFromPSPath(path, out _)).ToArray()
        : Array.ConvertAll(LiteralPath!, GetUnresolvedProviderPathFromPSPath));

    private void RunFile(string file)
    {
        _target = file;
        if (!ShouldProcess(file))
        {
            return;
        }

        string text = Take(() => ScriptFile.Read(file, Encoding));
        SqlScript script = new(file, Take(() => SqlArguments.ToVariables(Variable))) { Named = _named };
        _call = NewCall(Take(() => Store.Sql.Parse(text, Caller, script)));
        Run(Take(Bind));
    }

    private void WarnOfUnnamed()
    {
        foreach (string name in Take(() => SqlArguments.ToVariables(Variable)).Keys.Where(name => !_named.Contains(name)))
        {
            WriteWarning($"No file names the variable :{name}; in quotes and dollar quotes there are no variables.");
        }
    }
}
