namespace PgTasks.Postgres;

/// <summary>Ids in their order, taken out as they were put in. One after another by number, each takes a byte.</summary>
internal sealed class PackedIds
{
    private readonly Queue<byte[]> _full = [];
    private byte[] _last = [];
    private int _written;
    private byte[] _first = [];
    private int _read;
    private long _added;
    private long _taken;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Puts one behind the others.</summary>
    public void Add(long id)
    {
        long step = id - _added;
        _added = id;
        Count++;

        // Seven bits a byte, the sign in the lowest; the highest bit says that there is more.
        ulong rest = (ulong)((step << 1) ^ (step >> 63));
        while (rest >= 0x80)
        {
            Write((byte)(rest | 0x80));
            rest >>= 7;
        }

        Write((byte)rest);
    }

    /// <summary>Takes the first, at most so many.</summary>
    public long[] Take(int most)
    {
        long[] ids = new long[Math.Min(most, Count)];
        for (int i = 0; i < ids.Length; i++)
        {
            ulong step = 0;
            byte part;
            int shift = 0;
            do
            {
                part = Read();
                step |= (ulong)(part & 0x7F) << shift;
                shift += 7;
            }
            while (part >= 0x80);

            _taken += (long)(step >> 1) ^ -(long)(step & 1);
            ids[i] = _taken;
        }

        Count -= ids.Length;
        return ids;
    }

    private void Write(byte part)
    {
        if (_written == _last.Length)
        {
            _last = new byte[16 * 1024];
            _full.Enqueue(_last);
            _written = 0;
        }

        _last[_written++] = part;
    }

    private byte Read()
    {
        if (_read == _first.Length)
        {
            _first = _full.Dequeue();
            _read = 0;
        }

        return _first[_read++];
    }
}
