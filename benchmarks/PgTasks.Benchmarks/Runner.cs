using PgTasks.Benchmarks.Comparisons;
using PgTasks.Benchmarks.Micro;

namespace PgTasks.Benchmarks;

/// <summary>Runs the comparisons: in each round all contenders, one after the other, each from an even start.</summary>
internal static class Runner
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        string root = FindRoot();
        bool micro = arguments is ["micro", ..];
        Options options = Options.Parse(micro ? [] : arguments, Path.Combine(root, "benchmarks"));
        await using Surroundings here = await Surroundings.CreateAsync(options, root);
        if (micro)
        {
            await MicroBenchmarks.RunAsync(here, arguments[1..]);
            return 0;
        }

        Comparison[] all =
        [
            new AddObjects(here), new CopyObjects(here), new ImportFile(here), new ExportFile(here), new ExportTable(here), new ReadAll(here), new FindTasks(here),
            new CompleteMany(here), new SetMany(here), new ClaimMany(here), new ScaleOut(here),
            new ClaimAtSize(here, ClaimSurplus.Finished, 1), new ClaimAtSize(here, ClaimSurplus.Finished, 500),
            new ClaimAtSize(here, ClaimSurplus.OtherProject, 1), new ClaimAtSize(here, ClaimSurplus.OtherProject, 500),
            new InvokeEmpty(here, 0), new InvokeEmpty(here, 8), new Latency(here), new AddOneByOne(here), new AddAtOnce(here), new ImportModule(here), new FreshProcess(here),
        ];
        List<ComparisonResult> results = [];
        foreach (Comparison comparison in all)
        {
            if (options.Only.Length > 0 && !options.Only.Contains(comparison.Name))
            {
                continue;
            }

            if (comparison.Cmdlets.FirstOrDefault(cmdlet => !here.Module.Has(cmdlet)) is { } missing)
            {
                Console.WriteLine($"{comparison.Name}: there is no {missing} yet.");
                continue;
            }

            using IDisposable? owner = comparison as IDisposable;
            results.Add(await MeasureAsync(comparison, options.Rounds));
            Console.WriteLine(Report.Table(results[^1]));
        }

        if (options.Output is not null)
        {
            await Report.WriteAsync(results, options, here.Server.Version);
        }

        return 0;
    }

    private static async Task<ComparisonResult> MeasureAsync(Comparison comparison, int rounds)
    {
        Console.WriteLine($"{comparison.Name}: {comparison.Work}");
        Measurement[] measurements =
            [.. (await comparison.PrepareAsync()).Select(contender => new Measurement(contender, []))];
        Measurement[] running = [.. measurements.Where(measurement => measurement.Contender.Missing is null)];
        foreach (Measurement measurement in running.Where(measurement => !measurement.Contender.IsFresh))
        {
            // Once to compile and to warm up; that round does not count.
            await RunAsync(measurement.Contender);
        }

        for (int round = 0; round < rounds; round++)
        {
            // Each round another one begins.
            for (int i = 0; i < running.Length; i++)
            {
                Measurement measurement = running[(round + i) % running.Length];
                measurement.Seconds.Add(await RunAsync(measurement.Contender));
            }
        }

        return new ComparisonResult(
            comparison.Name, comparison.Work, comparison.Items, measurements, await comparison.GetNotesAsync());
    }

    private static async Task<double> RunAsync(Contender contender)
    {
        if (contender.BeforeAsync is not null)
        {
            await contender.BeforeAsync();
        }

        return await contender.RunAsync();
    }

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "PgTasks.psd1")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("This program runs from the repository only.");
    }
}
