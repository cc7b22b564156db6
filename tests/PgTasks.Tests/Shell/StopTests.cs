using System.Globalization;
using System.Text.RegularExpressions;
using PgTasks.Tests.Store;

namespace PgTasks.Tests.Shell;

/// <summary>Ctrl+C in the middle of a long pipeline.</summary>
public sealed partial class StopTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    [Theory]
    [InlineData("1..100000000 | Add-PgTask", "DELETE FROM pgtasks.task", "SELECT count(*) FROM pgtasks.task")]
    [InlineData(
        "Get-PgTask | Complete-PgTask -PassThru",
        "INSERT INTO pgtasks.task (title) SELECT 'one of many' FROM generate_series(1, 500000)",
        "SELECT count(*) FROM pgtasks.task WHERE status = 'completed'")]
    public async Task Those_that_were_stored_stay_and_are_counted(string pipeline, string before, string countStored)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals to send");
        await fixture.ExecuteAsync(before);
        using ShellProcess shell = ShellProcess.Start("-Command", $$"""
            $ErrorActionPreference = 'Stop'
            $null = Connect-PgTask '{{fixture.ConnectionString}}'
            $said = $false
            {{pipeline}} | ForEach-Object { if (-not $said) { $said = $true; 'first' } }
            """);
        Assert.Equal("first", await shell.ReadLineAsync());

        shell.Signal("INT");
        ShellProcess.Result result = await shell.EndAsync();

        Match count = Count().Match(result.Output + result.Error);
        long told = long.Parse(count.Value, NumberStyles.AllowThousands, CultureInfo.CurrentCulture);
        Assert.True(told > 0);
        Assert.Equal(await fixture.ExecuteAsync(countStored), told);
    }

    [GeneratedRegex(@"\d[\d.,\u00A0\u202F]*(?=\s)")]
    private static partial Regex Count();
}
