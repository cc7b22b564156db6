using Npgsql;
using PgTasks.Postgres;

namespace PgTasks.Tests.Settings;

/// <summary>Several hosts, against a real server and a port that nobody listens on.</summary>
public sealed class FailoverTests(TestServer server)
{
    private static readonly StoreCaller s_caller = new(_ => { });

    [Theory]
    [InlineData("ReadWrite", false)]
    [InlineData("Primary", true)]
    [InlineData("PreferStandby", false)]
    [InlineData(null, false)]
    public async Task A_dead_host_is_passed_over(string? attribute, bool balanced)
    {
        NpgsqlConnectionStringBuilder settings = new(await server.CreateDatabaseAsync());
        (string host, int port) = (settings.Host!, settings.Port);
        settings.Host = $"127.0.0.1:1,{host}:{port}";
        await using PostgresTaskStore store = new();
        ServerFacts facts = await store.OpenAsync(
            new ConnectionRequest
            {
                ConnectionString = settings.ConnectionString,
                TargetSessionAttribute = attribute,
                LoadBalanceHosts = balanced ? true : null,
            },
            s_caller,
            CancellationToken.None);
        Assert.Equal((host, port), (facts.HostName, facts.Port));
        Assert.Equal("-ConnectionString", facts.Settings.Single(setting => setting.Name == "Host").Source);
    }

    [Theory]
    [InlineData("Any", true)]
    [InlineData("Primary", true)]
    [InlineData("Standby", false)]
    [InlineData("ReadOnly", false)]
    public async Task A_single_host_has_to_be_of_the_kind_asked_for(string attribute, bool connects)
    {
        ConnectionRequest request = new()
        {
            ConnectionString = await server.CreateDatabaseAsync(),
            TargetSessionAttribute = attribute,
        };
        await using PostgresTaskStore store = new();
        Task<ServerFacts> opening = store.OpenAsync(request, s_caller, CancellationToken.None);
        Assert.Equal(connects ? null : typeof(NpgsqlException), (await Record.ExceptionAsync(() => opening))?.GetType());
    }
}
