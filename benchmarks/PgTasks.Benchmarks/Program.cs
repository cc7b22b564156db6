using PgTasks.Benchmarks;

switch (args)
{
    case ["nothing"]:
        return 0;
    case ["bare", string connectionString]:
        await Children.ReadBareAsync(connectionString);
        return 0;
    case ["memory", string root, string connectionString]:
        Children.MeasureMemory(root, connectionString);
        return 0;
    case ["-?" or "-h" or "--help", ..]:
        Console.WriteLine(Options.Usage);
        return 0;
    default:
        return await Runner.RunAsync(args);
}
