using System.Data;
using System.Diagnostics.Metrics;
using Npgsql;

namespace PgTasks.Postgres;

/// <summary>Counts what happens in one data source's pool, from Npgsql's own meter.</summary>
/// <remarks>https://www.npgsql.org/doc/diagnostics/metrics.html</remarks>
internal sealed class PoolMeter : IDisposable
{
    // One runs SQL while the one before is cleaned.
    private const int CleanedWhileUsed = 2;

    private readonly string _poolName;
    private readonly int _minimum;
    private readonly int _maximum;
    private readonly MeterListener _listener = new();
    private readonly object _gate = new();
    private int _idle;
    private int _busy;
    private int _waiting;
    private long _timeOuts;
    private long _opened;
    private double _openSeconds;
    private long _requests;
    private long _lost;
    private int _rented;
    private int _opening;
    private readonly int _maximumOfHost;

    /// <param name="poolName">The data source's name.</param>
    /// <param name="settings">Where the pool's limits stand.</param>
    public PoolMeter(string poolName, NpgsqlConnectionStringBuilder settings)
    {
        _poolName = poolName;
        // Of several hosts each has a pool of its own.
        int hosts = settings.Host!.Split(',').Length;
        (_minimum, _maximum, _maximumOfHost) = (settings.MinPoolSize, settings.MaxPoolSize * hosts, settings.MaxPoolSize);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Npgsql" && instrument.Name is "db.client.connection.count"
                or "db.client.connection.npgsql.pending_requests" or "db.client.connection.npgsql.timeouts"
                or "db.client.connection.npgsql.create_time")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Count(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) => Count(instrument.Name, value, tags));
        _listener.Start();
    }

    /// <summary>Whether every connection that there may be is in use.</summary>
    public bool IsExhausted => Volatile.Read(ref _rented) >= _maximum;

    /// <summary>Whether somebody may wait for a connection that one host's pool has not.</summary>
    public bool IsShort => Volatile.Read(ref _rented) + Volatile.Read(ref _opening) > _maximumOfHost
        && Volatile.Read(ref _opening) > 0;

    /// <summary>Whether none of those that the pool keeps is left, so that the next one would have to be opened.</summary>
    public bool IsBeyondMinimum => Volatile.Read(ref _rented) >= Math.Max(CleanedWhileUsed, _minimum);

    /// <summary>Notes that one is asked for, until the result is disposed of.</summary>
    public Asking Ask()
    {
        Interlocked.Increment(ref _opening);
        return new Asking(this);
    }

    /// <summary>Notes that a connection was handed out, and follows it until it is given back.</summary>
    public void Rented(NpgsqlConnection connection)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Increment(ref _rented);
        connection.StateChange += OnStateChange;

        void OnStateChange(object sender, StateChangeEventArgs change)
        {
            if (change.CurrentState == ConnectionState.Broken || connection.FullState == ConnectionState.Broken)
            {
                Interlocked.Increment(ref _lost);
            }
            else if (change.CurrentState != ConnectionState.Closed)
            {
                return;
            }

            connection.StateChange -= OnStateChange;
            Interlocked.Decrement(ref _rented);
        }
    }

    /// <summary>The figures now.</summary>
    public PgTaskPool Read()
    {
        lock (_gate)
        {
            (_idle, _busy) = (0, 0);
            _listener.RecordObservableInstruments();
            return new PgTaskPool
            {
                Minimum = _minimum,
                Maximum = _maximum,
                Idle = _idle,
                Busy = _busy,
                Waiting = _waiting,
                Requests = Volatile.Read(ref _requests),
                TimeOuts = _timeOuts,
                Opened = _opened,
                Lost = Volatile.Read(ref _lost),
                MeanOpenTime = TimeSpan.FromSeconds(_opened == 0 ? 0 : _openSeconds / _opened),
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    /// <summary>A request for a connection.</summary>
    public readonly struct Asking(PoolMeter meter) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Interlocked.Decrement(ref meter._opening);
    }

    private void Count(string instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Find(tags, "db.client.connection.pool.name") != _poolName)
        {
            return;
        }

        lock (_gate)
        {
            switch (instrument)
            {
                case "db.client.connection.count" when Find(tags, "db.client.connection.state") == "idle":
                    _idle += (int)value;
                    break;
                case "db.client.connection.count":
                    _busy += (int)value;
                    break;
                case "db.client.connection.npgsql.pending_requests":
                    _waiting += (int)value;
                    break;
                case "db.client.connection.npgsql.timeouts":
                    _timeOuts += (long)value;
                    break;
                default:
                    _opened++;
                    _openSeconds += value;
                    break;
            }
        }
    }

    private static string? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Key == name)
            {
                return tag.Value as string;
            }
        }

        return null;
    }
}
