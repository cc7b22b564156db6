using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.Loader;

namespace PgTasks.Tests.Module;

public sealed class ModuleTests(HostedModule module) : IClassFixture<HostedModule>
{
    [Fact]
    public void Npgsql_lives_in_a_context_of_its_own()
    {
        AssemblyLoadContext context = Assert.Single(
            AssemblyLoadContext.All, candidate => candidate.Name == "PgTasks");
        Assert.Contains(context.Assemblies, assembly => assembly.GetName().Name == "Npgsql");
        Assert.Contains(
            AssemblyLoadContext.Default.Assemblies, assembly => assembly.GetName().Name == "PgTasks");
    }

    [Fact]
    public void The_way_of_a_task_from_Pending_to_gone()
    {
        HostedResult result = module.Run("""
            $task = Add-PgTask 'way' -Tag a,b -Priority High
            $task.Status
            ($task | Complete-PgTask -PassThru).Status
            $task | Remove-PgTask
            @(Get-PgTask -Id $task.Id -ErrorAction SilentlyContinue).Count
            """);
        Assert.Equal(
            [PgTaskStatus.Pending, PgTaskStatus.Completed, 0], result.Output.Select(output => output.BaseObject));
    }

    [Theory]
    [InlineData("Get-PgTask -Id 999999999")]
    [InlineData("Complete-PgTask 999999999")]
    [InlineData("Remove-PgTask 999999999 -Confirm:$false")]
    public void A_missing_id_is_one_error_with_the_id_for_its_target(string script)
    {
        ErrorRecord error = Assert.Single(module.Run(script).Errors);
        Assert.StartsWith("TaskNotFound,PgTasks.Commands.", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal((ErrorCategory.ObjectNotFound, 999999999L), (error.CategoryInfo.Category, error.TargetObject));
    }

    [Fact]
    public void A_pipeline_of_thousands_stores_each_once_in_order()
    {
        HostedResult result = module.Run("1..7001 | ForEach-Object { \"bulk $_\" } | Add-PgTask -Project bulk");
        Assert.Empty(result.Errors);
        Assert.Equal(
            Enumerable.Range(1, 7001).Select(i => $"bulk {i}"),
            result.Output.Select(output => ((PgTask)output.BaseObject).Title));
    }

    [Fact]
    public void Another_runspace_has_sessions_of_its_own()
    {
        using Runspace other = HostedModule.OpenRunspace();
        using PowerShell shell = PowerShell.Create();
        shell.Runspace = other;
        shell.AddScript("Get-PgTask");
        shell.Invoke();
        ErrorRecord error = Assert.Single(shell.Streams.Error);
        Assert.StartsWith("NotConnected,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_a_runspace_closes_its_connections()
    {
        Runspace other = HostedModule.OpenRunspace();
        using (PowerShell shell = PowerShell.Create())
        {
            shell.Runspace = other;
            shell.AddScript("param($c) Connect-PgTask $c -ApplicationName closing").AddArgument(module.ConnectionString);
            shell.Invoke();
        }

        Assert.Equal(1L, await CountAsync("application_name = 'closing'"));
        other.Dispose();
        await WaitUntilAsync(async () => await CountAsync("application_name = 'closing'") == 0L);
    }

    [Fact]
    public async Task Stop_ends_the_statement_on_the_server_without_an_error_record()
    {
        Task blocker = TestServer.ExecuteAsync(
            module.ConnectionString, "BEGIN; LOCK TABLE pgtasks.task; SELECT pg_sleep(60)");
        await WaitUntilAsync(async () => await CountAsync("wait_event = 'PgSleep'") == 1L);
        using PowerShell shell = module.Create("Get-PgTask");
        IAsyncResult running = shell.BeginInvoke();
        await WaitUntilAsync(async () => await CountAsync("wait_event_type = 'Lock'") == 1L);

        Stopwatch watch = Stopwatch.StartNew();
        shell.Stop();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
        Assert.Empty(shell.Streams.Error);
        await WaitUntilAsync(async () => await CountAsync("wait_event_type = 'Lock'") == 0L);
        await TestServer.ExecuteAsync(
            module.ConnectionString,
            "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
        await Assert.ThrowsAnyAsync<Exception>(() => blocker);
    }

    [Fact]
    public async Task Select_first_ends_the_query_and_gives_the_connection_back()
    {
        HostedResult result = module.Run("""
            $null = 1..20000 | ForEach-Object { "select first $_" } | Add-PgTask
            $first = $null
            foreach ($i in 1) { Get-PgTask | ForEach-Object { $first = $_; break } }
            $first
            """);
        Assert.Empty(result.Errors);
        Assert.IsType<PgTask>(Assert.Single(result.Output).BaseObject);
        await WaitUntilAsync(async () => await CountAsync("application_name = 'PgTasks' AND state <> 'idle'") == 0L);
    }

    private async Task<long> CountAsync(string condition) => (long)(await TestServer.ExecuteAsync(
        module.ConnectionString,
        $"""
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND {condition}
        """))!;

    private static async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            await Task.Delay(10, deadline.Token);
        }
    }
}
