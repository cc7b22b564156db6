using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>Import-Module in a fresh pwsh.</summary>
internal sealed class ImportModule(Surroundings surroundings) : Comparison(surroundings)
{
    private const int Processes = 5;

    public override string Name => "module";

    public override string Work => "`Import-Module` in a fresh pwsh";

    public override async Task<IReadOnlyList<Contender>> PrepareAsync()
    {
        string bare = await MakeBareModuleAsync();
        return
        [
            new("PgTasks, as dotnet build leaves it", () => ImportAsync(Here.Built)) { IsFresh = true },
            new("a bare module: manifest and dll, as many cmdlets", () => ImportAsync(bare))
            {
                IsFresh = true,
                Goal = Goal.Added(0.008),
            },
            new("PgTasks, as packaged", () => ImportAsync(Here.Packaged))
            {
                IsFresh = true,
                Missing = Here.PackageMissing,
            },
        ];
    }

    private async Task<double> ImportAsync(string manifest)
    {
        List<double> seconds = [];
        for (int i = 0; i < Processes; i++)
        {
            string output = await PowerShellTool.RunAsync(Here, $$"""
                $watch = [Diagnostics.Stopwatch]::StartNew()
                Import-Module '{{manifest}}'
                $watch.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture)
                """);
            seconds.Add(double.Parse(output, CultureInfo.InvariantCulture));
        }

        return Measurement.MedianOf(seconds);
    }

    private async Task<string> MakeBareModuleAsync()
    {
        string directory = Directory.CreateDirectory(Path.Combine(Here.Directory, "BareModule", "bin")).Parent!.FullName;
        int cmdlets = Here.Module.Run<CommandInfo>("Get-Command -Module PgTasks").Count;
        StringBuilder source = new("using System.Management.Automation;\n");
        for (int i = 0; i < cmdlets; i++)
        {
            source.Append(CultureInfo.InvariantCulture, $$"""
                [Cmdlet("Get", "Bare{{i}}")] public class GetBare{{i}}Command : PSCmdlet
                {
                    [Parameter(Position = 0)] public string Name { get; set; }
                    protected override void ProcessRecord() { WriteObject(Name); }
                }

                """);
        }

        string path = Path.Combine(directory, "source.cs");
        await File.WriteAllTextAsync(path, source.ToString());
        await PowerShellTool.RunAsync(Here, $$"""
            Add-Type -TypeDefinition (Get-Content '{{path}}' -Raw) -OutputAssembly '{{directory}}/bin/BareModule.dll'
            New-ModuleManifest '{{directory}}/BareModule.psd1' -RootModule bin/BareModule.dll -PowerShellVersion 7.6 `
                -CompatiblePSEditions Core -FunctionsToExport @() -AliasesToExport @() -VariablesToExport @() `
                -CmdletsToExport @((0..{{cmdlets - 1}}).ForEach{ "Get-Bare$_" })
            """);
        return Path.Combine(directory, "BareModule.psd1");
    }
}
