using System.Globalization;
using System.Management.Automation;

namespace PgTasks;

/// <summary>What a worker has done: the last record that Invoke-PgTask writes to the information stream.</summary>
public sealed class PgTaskWorkSummary : HostInformationMessage
{
    internal PgTaskWorkSummary()
    {
    }

    /// <summary>How many tasks it has completed.</summary>
    public int Completed { get; internal set; }

    /// <summary>How many have failed for good.</summary>
    public int Failed { get; internal set; }

    /// <summary>How many attempts have failed that are made again.</summary>
    public int Retried { get; internal set; }

    /// <summary>How many somebody else took or called off before they had ended.</summary>
    public int Lost { get; internal set; }

    /// <summary>How many it gave back.</summary>
    public int Returned { get; internal set; }

    /// <summary>How long it was there.</summary>
    public TimeSpan Elapsed { get; internal set; }

    /// <summary>How many tasks it completed a second.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Completed / Elapsed.TotalSeconds : 0;

    /// <inheritdoc/>
    public override string ToString()
    {
        List<string> parts = [string.Create(CultureInfo.CurrentCulture, $"{Completed:N0} completed")];
        Add(Failed, "failed");
        Add(Retried, "to be tried again");
        Add(Lost, "lost");
        Add(Returned, "given back");
        return string.Create(
            CultureInfo.CurrentCulture,
            $"Tasks: {string.Join(", ", parts)}, in {Elapsed.TotalSeconds:N1} s ({Rate:N1} a second).");

        void Add(int count, string what)
        {
            if (count > 0)
            {
                parts.Add(string.Create(CultureInfo.CurrentCulture, $"{count:N0} {what}"));
            }
        }
    }
}
