using System.Management.Automation;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;
using Npgsql;
using PgTasks.Postgres;

namespace PgTasks.Benchmarks.Micro;

/// <summary>What is inside one process: a row's mapping, a batch's way, a record's binding.</summary>
[InProcess]
[MemoryDiagnoser]
[WarmupCount(3)]
[IterationCount(8)]
public class MicroBenchmarks
{
    private const int Count = 10_000;
    private static readonly string s_columns = TaskRow.GetColumns(new SqlName("pgtasks")).Text;
    private static Surroundings s_here = null!;
    private NpgsqlConnection _connection = null!;
    private PSObject[] _objects = [];

    internal static async Task RunAsync(Surroundings here, string[] arguments)
    {
        s_here = here;
        await here.FillAsync(Count);
        Directory.SetCurrentDirectory(here.Directory);
        BenchmarkSwitcher.FromTypes([typeof(MicroBenchmarks)]).Run(arguments.Length > 0 ? arguments : ["--filter", "*"]);
    }

    [GlobalSetup]
    public void Prepare()
    {
        _connection = s_here.Bare.OpenConnection();
        _objects = [.. Enumerable.Range(0, Count).Select(Rows.MakeObject)];
    }

    [GlobalCleanup]
    public void Close() => _connection.Dispose();

    [Benchmark(OperationsPerInvoke = Count)]
    public int ReadRowsUnmapped() => Read(s_columns, static row => row);

    [Benchmark(OperationsPerInvoke = Count)]
    public int ReadRowsByTaskRow() => Read(s_columns, TaskRow.Read);

    [Benchmark(OperationsPerInvoke = Count)]
    public int ReadRowsBare() => Read(BareTask.Columns, BareTask.Read);

    [Benchmark(OperationsPerInvoke = Count)]
    public int SendBatches()
    {
        int taken = 0;
        BatchSender<long> sender = new(batch => Task.FromResult(new StoreResult[batch.Count]));
        for (long i = 0; i < Count; i++)
        {
            sender.Post(i);
            while (sender.TryTake(out _, out _))
            {
                taken++;
            }
        }

        sender.WaitForAll();
        while (sender.TryTake(out _, out _))
        {
            taken++;
        }

        return taken;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public object BindFiveParameters() => Pipe("Add-Nothing");

    [Benchmark(OperationsPerInvoke = Count)]
    public object BindOneObject() => Pipe("Add-NothingByObject");

    [Benchmark(OperationsPerInvoke = Count)]
    public object AddWhatIf() => Pipe("Add-PgTask -WhatIf 6>$null");

    private object Pipe(string cmdlet) => s_here.Module.Run<object>($"param($o) $null = $o | {cmdlet}", [_objects]);

    private int Read(string columns, Func<NpgsqlDataReader, object> map)
    {
        using NpgsqlCommand command = new($"SELECT {columns} FROM pgtasks.task t ORDER BY t.id", _connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        int rows = 0;
        while (reader.Read())
        {
            map(reader);
            rows++;
        }

        return rows;
    }
}
