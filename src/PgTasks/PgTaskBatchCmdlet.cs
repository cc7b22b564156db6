using System.Management.Automation;

namespace PgTasks;

/// <summary>A cmdlet that takes many records through its pipeline and sends them to the store in batches.</summary>
public abstract class PgTaskBatchCmdlet : PgTaskStoreCmdlet, IDisposable
{
    private static readonly string[] s_asking = ["WhatIf", "Confirm", "Verbose"];
    private BatchSender? _sender;
    private bool _asks;

    private protected PgTaskBatchCmdlet()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The pipeline may end early (Select-Object -First): what is under way ends before the cmdlet does.
        StopProcessing();
        _sender?.WaitForAll();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _asks = Array.Exists(s_asking, MyInvocation.BoundParameters.ContainsKey)
            || LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"))
            || GetVariableValue("ConfirmPreference") is not ConfirmImpact.High
            || GetVariableValue("VerbosePreference") is not ActionPreference.SilentlyContinue;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _sender?.WaitForAll();
        WriteAnswered();
    }

    /// <summary>The way to the store for this cmdlet's records.</summary>
    /// <param name="send">Sends a batch; a result a record, in order.</param>
    /// <param name="getTarget">What an error that concerns a record has for its target.</param>
    private protected BatchSender<TRecord> StartBatches<TRecord>(
        Func<IReadOnlyList<TRecord>, Task<StoreResult[]>> send, Func<TRecord, object?> getTarget)
    {
        BatchSender<TRecord> sender = new(send, getTarget);
        _sender = sender;
        return sender;
    }

    /// <summary>
    /// ShouldProcess, for one of many records: where nobody is asked or told, it would spend over a microsecond on a
    /// message that nobody sees.
    /// </summary>
    private protected bool MayProcess(string target) => !_asks || ShouldProcess(target);

    /// <summary>Writes what the store has answered so far, objects and errors in the order of the records.</summary>
    private protected void WriteAnswered()
    {
        WriteMessages();
        while (TryTake(out object? target, out StoreResult result))
        {
            if (result.Error is not null)
            {
                WriteError(DatabaseError.Create(result.Error, target));
            }
            else if (result.Value is not null)
            {
                WriteValue(result.Value);
            }
        }
    }

    /// <summary>Writes what the store gave for a record.</summary>
    private protected virtual void WriteValue(object value) => WriteObject(value, enumerateCollection: true);

    private bool TryTake(out object? target, out StoreResult result)
    {
        try
        {
            return _sender!.TryTake(out target, out result);
        }
        catch (Exception exception) when (IsStop(exception) || DatabaseError.IsExpected(exception))
        {
            Fail(exception, target: null);
            throw;
        }
    }
}
