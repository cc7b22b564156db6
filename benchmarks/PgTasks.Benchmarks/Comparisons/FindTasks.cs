using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace PgTasks.Benchmarks.Comparisons;

/// <summary>The first screen of what each filter finds among many finished tasks and a tenth as many open ones.</summary>
internal sealed class FindTasks(Surroundings surroundings) : Comparison(surroundings)
{
    private const double MaxMilliseconds = 50;
    private const int TaskwarriorTasks = 10_000;

    // What finds much, what finds little, and what finds nothing and so has to look at all.
    private static readonly string[] s_filters = [
        "", "*rent*", "*nowhere*", "-Search rent", "-Search 'words -rent'", "-Search nowhere", "-Search 777 -All", "-Project home",
        "-Project nowhere", "-Tag rare", "-Tag nowhere", "-ExcludeTag t1", "-Priority Urgent", "-AssignedTo anna",
        "-AssignedTo nobody", "-Unassigned", "-Mine", "-Overdue", "-DueBefore tomorrow", "-NoDue", "-Ready", "-Waiting", "-Blocked",
        "-CreatedAfter yesterday", "-UpdatedAfter tomorrow", "-CompletedAfter tomorrow", "-Data @{ host = 'web1' }",
        "-Data @{ host = 'none' }", "-SortBy Due", "-SortBy Urgency -Descending", "-SortBy Title", "-IncludeTotalCount"];

    private readonly Dictionary<string, List<double>> _seconds = [];

    public override string Name => "find";

    public override string Work => string.Create(
        CultureInfo.InvariantCulture,
        $"the first 40 of what a filter finds, {Here.Options.Rows:N0} finished tasks, {Here.Options.Rows / 10:N0} open");

    public override async Task<IReadOnlyList<Contender>> PrepareAsync()
    {
        await FillAsync();
        // Words are read by the first search.
        await Here.Module.TimeAsync("$null = Get-PgTask -Search rent -First 1");
        await Here.ExecuteAsync("VACUUM ANALYZE pgtasks.task, pgtasks.task_text");
        return [.. s_filters.Select(Find), Taskwarrior()];
    }

    public override Task<IReadOnlyList<string>> GetNotesAsync()
    {
        string[] slow = [.. _seconds.Where(filter => Measurement.MedianOf(filter.Value) * 1000 > MaxMilliseconds)
            .Select(filter => $"`{filter.Key}`")];
        return Task.FromResult<IReadOnlyList<string>>([string.Create(CultureInfo.InvariantCulture, $"""
            Goal for each filter: ≤ {MaxMilliseconds:0} ms; {(slow.Length == 0 ? "met by all" : $"missed by {string.Join(", ", slow)}")}.
            """)]);
    }

    private Contender Find(string filter)
    {
        string line = $"Get-PgTask {filter} -First 40".Replace("  ", " ", StringComparison.Ordinal);
        List<double> seconds = _seconds[line] = [];
        return new Contender($"`{line}`", async () =>
        {
            double taken = await Here.Module.TimeAsync($"$null = {line} -ErrorAction Ignore");
            seconds.Add(taken);
            return taken;
        });
    }

    private Contender Taskwarrior()
    {
        string directory = Path.Combine(Here.Directory, "taskwarrior");
        string settings = Path.Combine(directory, "taskrc");
        string[] arguments = [$"rc:{settings}", $"rc.data.location={directory}", "rc.confirmation=off", "rc.verbose=nothing"];
        return new Contender(
            string.Create(CultureInfo.InvariantCulture, $"Taskwarrior, `task list` of {TaskwarriorTasks:N0} tasks"),
            async () =>
            {
                if (!Directory.Exists(directory))
                {
                    Directory.CreateDirectory(directory);
                    await File.WriteAllTextAsync(settings, "");
                    string tasks = Path.Combine(directory, "tasks.json");
                    await File.WriteAllTextAsync(tasks, JsonSerializer.Serialize(Enumerable.Range(1, TaskwarriorTasks).Select(
                        i => new { description = $"task {i}", status = "pending", project = "home", entry = "20261101T000000Z" })));
                    await PeerScript.RunAsync(Here, "task", [.. arguments, "import", tasks]);
                }

                long start = Stopwatch.GetTimestamp();
                await PeerScript.RunAsync(Here, "task", [.. arguments, "list"]);
                return Stopwatch.GetElapsedTime(start).TotalSeconds;
            })
        {
            IsFresh = true,
            Missing = PeerScript.FindMissing("task", ["--version"], "Taskwarrior is not installed"),
        };
    }

    private async Task FillAsync()
    {
        await Here.EmptyAsync();
        int finished = Here.Options.Rows;
        await Here.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $$"""
            INSERT INTO pgtasks.task (title, description, status, completed_at, project, tags, due, assigned_to, created_at)
            SELECT 'finished ' || i, 'words about number ' || i, 'completed', now() - interval '1 year' + i * interval '1 second',
                'old.' || i % 50, ARRAY['t' || i % 20], now(), 'bob', now() - interval '1 year'
            FROM generate_series(1, {{finished}}) i;
            INSERT INTO pgtasks.task (title, description, priority, project, tags, due, assigned_to, data, created_at)
            SELECT CASE WHEN i % 1000 = 7 THEN 'pay rent ' ELSE 'task ' END || i, 'words about number ' || i,
                (ARRAY['low', 'normal', 'high', 'urgent'])[1 + i % 4]::pgtasks.task_priority,
                (ARRAY['home', 'home.garden', 'work', 'work.desk', NULL])[1 + i % 5],
                CASE WHEN i % 500 = 0 THEN ARRAY['rare', 't1'] ELSE ARRAY['t' || i % 20] END,
                CASE WHEN i % 3 = 0 THEN now() + (i % 400 - 20) * interval '1 day' END,
                CASE WHEN i % 200 = 0 THEN 'anna' WHEN i % 2 = 0 THEN 'bob' END,
                CASE WHEN i % 700 = 0 THEN '{"host": "web1"}'::jsonb END, now() - i * interval '1 minute'
            FROM generate_series(1, {{finished / 10}}) i
            """));
        await Here.ExecuteAsync("VACUUM ANALYZE pgtasks.task");
        await Here.ExecuteAsync("CHECKPOINT");
    }
}
