using System.Reflection;
using Npgsql;
using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

/// <summary>The store's statements, on each version of the schema that this module may meet.</summary>
public sealed class StatementTests(TestServer server)
{
    private static readonly SqlName s_schema = new("Größe \"1\"; DROP TABLE x");

    private static readonly Dictionary<Type, object[]> s_arguments = new()
    {
        [typeof(string)] = ["", "12", "9223372036854775807", "Größe"],
        [typeof(long)] = [1L],
        [typeof(string[])] = [new[] { "a", "b" }],
        [typeof(long[])] = [new long[] { 1, 2 }],
        [typeof(int[])] = [new[] { 3, 4 }],
        [typeof(long?)] = [null!, 5L],
        [typeof(int)] = [10],
        [typeof(bool)] = [false, true],
        [typeof(TaskFilter)] = [TaskFilter.Everything, new TaskFilter { Status = Enum.GetValues<PgTaskStatus>() }],
        [typeof(PgTaskGrouping)] = [.. Enum.GetValues<PgTaskGrouping>().Cast<object>()],
        [typeof(TaskQuery)] = [
            .. GetFilters().Select(filter => new TaskQuery(filter)),
            .. Enum.GetValues<PgTaskOrder>().Select(order => new TaskQuery(TaskFilter.Everything)
            {
                Order = order, IsDescending = true, Skip = 1, First = 10,
            })],
        [typeof(IReadOnlyList<NewTask>)] = [
            new NewTask[] { GetTask(1) }, new NewTask[] { GetTask(1), GetTask(2) }, new NewTask[] { GetTask(1), GetTask(1) }],
        [typeof(TaskChange)] = [
            .. TaskFields.All.Where(field => field.IsSaidBy(TaskFieldUse.Set)).Select(GetChange), GetTagChange()],
        [typeof(IReadOnlyList<TaskEdit>)] = [
            .. TaskFields.All.Where(field => field.IsSaidBy(TaskFieldUse.Set)).Select(field =>
                new TaskEdit[] { new(1, (TaskChange)GetChange(field)), new(2, (TaskChange)GetChange(field)) }),
            new TaskEdit[] { new(1, GetTagChange()), new(2, GetTagChange()) }],
        [typeof(TaskColumn[])] = [TaskColumn.Imported],
        [typeof(TaskTargets)] = [
            new TaskTargets([1, 2]), new TaskTargets([1]) { IsForced = true }, new TaskTargets([1, 2]) { Claims = [3, 4] },
            new TaskTargets([1, 2]) { Claims = [3, 4], Texts = ["{}", null] }],
        [typeof(TimeSpan)] = [TimeSpan.Zero, TimeSpan.FromMinutes(5)],
        [typeof(IReadOnlyList<string>)] = [null!, Array.Empty<string>(), new[] { "a'b" }, new[] { "a", "b\\c" }],
        [typeof(ClaimRequest)] = [
            new ClaimRequest(1, TimeSpan.FromMinutes(5), TaskFilter.Everything),
            new ClaimRequest(1, TimeSpan.FromMinutes(5), TaskFilter.Everything with
            {
                Project = ["p"], Tag = ["t"], AssignedTo = ["x?"], Priority = [PgTaskPriority.Low],
            })
            { Worker = 7 }],
        [typeof(Denial)] = [
            new Denial("it"), new Denial("it") { IsFinal = true }, new Denial("it") { Delay = TimeSpan.FromSeconds(1) },
            new Denial("it") { MaxAttempts = 3 }],
    };

    private static readonly int s_first = Math.Max(
        1, SchemaMigration.Embedded.Where(step => step.IsBreaking).Select(step => step.Version).LastOrDefault());

    public static TheoryData<int> Versions { get; } =
        [.. Enumerable.Range(s_first, SchemaMigration.Embedded[^1].Version - s_first + 1)];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Each_can_be_prepared_since_the_last_breaking_version(int version)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        await new SchemaMigrations(SchemaMigration.Embedded, s_schema).ApplyAsync(
            token => source.OpenConnectionAsync(token).AsTask(), TestContext.Current.CancellationToken, version,
            distribute: TestCluster.Distributes && version == SchemaMigration.Embedded[^1].Version);
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        int count = 0;
        foreach (SqlBuilder statement in GetAll())
        {
            count++;
            if (statement.Text.StartsWith("COPY", StringComparison.Ordinal))
            {
                await using NpgsqlRawCopyStream copy = await connection.BeginRawBinaryCopyAsync(
                    statement.Text, TestContext.Current.CancellationToken);
                if (copy.CanWrite)
                {
                    await copy.CancelAsync();
                }

                continue;
            }

            await using NpgsqlCommand command = statement.CreateCommand(connection);
            await command.PrepareAsync(TestContext.Current.CancellationToken);
            await command.UnprepareAsync(TestContext.Current.CancellationToken);
        }

        Assert.True(count > 50);
    }

    /// <summary>What each public method of each class of statements gives, for each of the arguments that it may have.</summary>
    private static IEnumerable<SqlBuilder> GetAll() =>
        from type in typeof(SqlBuilder).Assembly.GetTypes()
        where type.Name.EndsWith("Statements", StringComparison.Ordinal) && type != typeof(PreparedStatements)
        let instance = Activator.CreateInstance(
            type, [.. type.GetConstructors()[0].GetParameters().Select(parameter =>
                parameter.ParameterType == typeof(string) ? "somebody" : (object)s_schema)])
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        from arguments in Combine([.. method.GetParameters().Select(parameter => s_arguments[parameter.ParameterType])])
        select (SqlBuilder)method.Invoke(instance, arguments)!;

    private static IEnumerable<object[]> Combine(object[][] choices) => choices.Aggregate(
        (IEnumerable<object[]>)[[]],
        (made, next) => made.SelectMany(_ => next, (before, argument) => (object[])[.. before, argument]));

    /// <summary>One a condition, and all of them together.</summary>
    private static IEnumerable<TaskFilter> GetFilters()
    {
        DateTime now = DateTime.Now;
        TaskFilter all = new()
        {
            Status = [PgTaskStatus.Pending],
            Priority = [PgTaskPriority.High],
            Title = ["a*", "b"],
            Project = ["p", "p[xy]"],
            HasNoProject = true,
            Tag = ["t"],
            ExcludeTag = ["u"],
            AssignedTo = ["x?"],
            IsUnassigned = true,
            Owner = "y",
            DueBefore = now,
            DueAfter = now,
            CreatedBefore = now,
            CreatedAfter = now,
            UpdatedAfter = now,
            CompletedAfter = now,
            EndedBefore = now,
            IsOverdue = true,
            HasNoDue = true,
            IsReady = true,
            IsBlocked = true,
            Search = "a -b",
            Language = "english",
            IsWaiting = true,
            DataJson = "{}",
        };
        foreach (PropertyInfo property in typeof(TaskFilter).GetProperties().Where(property => property.CanWrite))
        {
            TaskFilter one = new();
            property.SetValue(one, property.GetValue(all));
            yield return one;
        }

        yield return all;
    }

    private static NewTask GetTask(int number) => new()
    {
        Title = $"t {number}",
        Description = $"d {number}",
        Priority = number == 1 ? PgTaskPriority.Low : PgTaskPriority.High,
        Project = $"p {number}",
        Tags = [$"a {number}", "b"],
        Due = DateTime.Now.AddDays(number),
        NotBefore = DateTime.Now.AddHours(number),
        DataJson = $"{{\"n\": {number}}}",
        MaxAttempts = number,
        AssignedTo = $"w {number}",
    };

    private static TaskChange GetTagChange() => new()
    {
        Fields = new Dictionary<TaskField, object?>(),
        Tags = new TagEdit(["a"], ["b"]),
        IfUpdatedAt = DateTime.Now,
    };

    private static object GetChange(TaskField field)
    {
        object? value = field.Kind switch
        {
            TaskFieldKind.Status => PgTaskStatus.Completed,
            TaskFieldKind.Priority => PgTaskPriority.High,
            TaskFieldKind.Tags => new[] { "a", "b" },
            TaskFieldKind.Count => 2,
            TaskFieldKind.Ids => new long[] { 1, 2 },
            _ => null,
        };
        return new TaskChange { Fields = new Dictionary<TaskField, object?> { [field] = value } };
    }
}
