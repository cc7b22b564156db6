using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;

namespace PgTasks.Benchmarks;

/// <summary>What this program does as a child of itself.</summary>
internal static class Children
{
    /// <summary>Connects and reads the tasks, with nothing but Npgsql loaded.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static async Task ReadBareAsync(string connectionString)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
        await using NpgsqlCommand command = source.CreateCommand(
            $"SELECT {BareTask.Columns} FROM pgtasks.task t ORDER BY t.id");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            BareTask.Read(reader);
        }
    }

    /// <summary>Reads all tasks to $null and prints by how much the working set grew at its peak.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void MeasureMemory(string root, string connectionString)
    {
        using HostedModule module = new(Path.Combine(root, "PgTasks.psd1"));
        module.Run<object>("param($c) $null = Connect-PgTask $c; $null = Get-PgTask 1", connectionString);
        Surroundings.Collect();
        using Process self = Process.GetCurrentProcess();
        long start = self.WorkingSet64;
        long peak = start;
        using CancellationTokenSource end = new();
        Thread sampler = new(() =>
        {
            while (!end.IsCancellationRequested)
            {
                self.Refresh();
                peak = Math.Max(peak, self.WorkingSet64);
                Thread.Sleep(20);
            }
        });
        sampler.Start();
        module.Run<object>("Get-PgTask > $null");
        end.Cancel();
        sampler.Join();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $$"""{"megabytes": {{(peak - start) / 1048576.0:0.0}}}"""));
    }
}
