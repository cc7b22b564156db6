using System.Collections;
using System.Data;
using System.Management.Automation;
using Npgsql;

namespace PgTasks.Benchmarks.Cmdlets;

/// <summary>One statement a call on one open connection, its rows as a table's: how SimplySql is used.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PlainSql")]
[OutputType(typeof(DataRow))]
public sealed class InvokePlainSqlCommand : PSCmdlet
{
    [Parameter(Mandatory = true)]
    public NpgsqlConnection Connection { get; set; } = null!;

    [Parameter(Mandatory = true)]
    public string Query { get; set; } = "";

    [Parameter]
    public Hashtable Parameters { get; set; } = [];

    protected override void ProcessRecord()
    {
        using NpgsqlCommand command = Connection.CreateCommand();
        command.CommandText = Query;
        foreach (DictionaryEntry entry in Parameters)
        {
            command.Parameters.AddWithValue((string)entry.Key, entry.Value ?? DBNull.Value);
        }

        using NpgsqlDataReader reader = command.ExecuteReader();
        using DataTable table = new();
        table.Load(reader);
        WriteObject(table.Rows, enumerateCollection: true);
    }
}
