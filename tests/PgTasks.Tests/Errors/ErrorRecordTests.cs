using System.Data.Common;
using System.Globalization;
using System.Management.Automation;
using Npgsql;
using PgTasks.Tests.Store;

namespace PgTasks.Tests;

public sealed class ErrorRecordTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    [Fact]
    public async Task Every_condition_of_the_servers_own_table_has_its_name()
    {
        string directory = (string)(await fixture.ExecuteAsync("SELECT setting FROM pg_config WHERE name = 'SHAREDIR'"))!;
        (string State, string Name)[] conditions = [..
            from line in File.ReadLines(Path.Combine(directory, "errcodes.txt"))
            let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            where words.Length == 4 && words[0].Length == 5 && words[1] is "E" or "W" or "S"
            select (words[0], ToPascalCase(words[3]))];
        Assert.True(conditions.Length > 250);
        foreach ((string state, string name) in conditions)
        {
            if (ConditionTable.IsKnown(state))
            {
                Assert.Equal(name, ConditionTable.Get(state).Name);
            }
            else
            {
                // A minor release brings new ones at times; until the table has it, its id is Postgres and the code.
                TestContext.Current.AddWarning($"The server knows {state} {name}; ConditionTable does not.");
            }
        }
    }

    [Fact]
    public void The_table_has_what_minor_releases_brought() =>
        Assert.Equal("DatumVersionMismatch", ConditionTable.Get("22P07").Name);

    [Fact]
    public void Every_error_condition_has_a_category_and_its_name_is_an_error_id() =>
        Assert.All(
            ConditionTable.All.Where(condition => condition.SqlState[..2] is not ("00" or "01")),
            condition =>
            {
                Assert.NotEqual(ErrorCategory.NotSpecified, condition.Category);
                Assert.Matches("^[A-Z][A-Za-z0-9]+$", condition.Name);
                Assert.NotEmpty(condition.Class);
            });

    [Fact]
    public void The_table_calls_transient_what_the_exception_does() =>
        Assert.All(
            ConditionTable.All,
            condition => Assert.Equal(
                new PostgresException("", "ERROR", "ERROR", condition.SqlState).IsTransient, condition.IsTransient));

    [Theory]
    [InlineData("23505", ErrorScope.Input)]
    [InlineData("22P07", ErrorScope.Input)]
    [InlineData("22ZZZ", ErrorScope.Input)]
    [InlineData("55P03", ErrorScope.Moment)]
    [InlineData("40001", ErrorScope.Transaction)]
    [InlineData("42601", ErrorScope.Statement)]
    [InlineData("XY123", ErrorScope.Statement)]
    internal void A_code_has_the_scope_of_its_class_unless_it_has_its_own(string state, ErrorScope scope) =>
        Assert.Equal(scope, ConditionTable.Get(state).Scope);

    [Fact]
    public async Task A_violation_carries_id_category_target_and_detail()
    {
        await fixture.ExecuteAsync("CREATE UNIQUE INDEX once ON pgtasks.task (title) WHERE project = 'unique'");
        NewTask task = new() { Title = "twice", Project = "unique", Input = "the input" };
        StoreResult[] results = await fixture.Store.Tasks.AddAsync([task, task], fixture.Caller, CancellationToken.None);
        ErrorRecord record = ErrorRecords.Create(results[1].Error!, task.Input);
        Assert.Equal("UniqueViolation", record.FullyQualifiedErrorId);
        Assert.Equal((ErrorCategory.ResourceExists, (object)"the input"), (record.CategoryInfo.Category, record.TargetObject));
        Assert.Equal("23505", ((DbException)record.Exception).SqlState);
        Assert.Contains("(title)=(twice)", record.ErrorDetails.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_that_no_manual_knows_keeps_its_code()
    {
        await fixture.ExecuteAsync("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'XY123', HINT = 'say please'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON pgtasks.task FOR EACH ROW WHEN (NEW.project = 'refused')
            EXECUTE FUNCTION refuse()
            """);
        DbException error = await Assert.ThrowsAnyAsync<DbException>(() => fixture.Store.Tasks.AddAsync(
            [new NewTask { Title = "x", Project = "refused" }], fixture.Caller, CancellationToken.None));
        ErrorRecord record = ErrorRecords.Create(error, null);
        Assert.Equal(("PostgresXY123", "say please"), (record.FullyQualifiedErrorId, record.ErrorDetails.RecommendedAction));
    }

    [Fact]
    public async Task An_empty_database_names_the_cure()
    {
        await using Postgres.PostgresTaskStore store = new();
        await store.OpenAsync(
            new ConnectionRequest { ConnectionString = fixture.ConnectionString, Database = "postgres" },
            fixture.Caller,
            CancellationToken.None);
        DbException error = await Assert.ThrowsAnyAsync<DbException>(
            () => store.Tasks.FindAsync([1], fixture.Caller, CancellationToken.None));
        ErrorRecord record = ErrorRecords.Create(error, null);
        Assert.Equal("UndefinedTable", record.FullyQualifiedErrorId);
        Assert.Contains("Initialize-PgTaskStore", record.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    private static string ToPascalCase(string name) => string.Concat(
        name.Split('_').Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]));
}
