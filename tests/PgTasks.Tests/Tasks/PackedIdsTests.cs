using PgTasks.Postgres;

namespace PgTasks.Tests.Store;

/// <summary>Ids come out as they went in.</summary>
public sealed class PackedIdsTests
{
    [Fact]
    public void Ids_keep_their_order_and_value()
    {
        Random random = new(1);
        long[] ids = [
            .. Enumerable.Range(1, 50_000).Select(id => (long)id),
            .. Enumerable.Range(0, 50_000).Select(_ => random.NextInt64(long.MinValue, long.MaxValue)),
            long.MaxValue, long.MinValue, 0, long.MinValue, long.MaxValue, -1, 63, 64, -64, -65];
        PackedIds packed = new();
        Queue<long> expected = [];
        foreach (long id in ids)
        {
            packed.Add(id);
            expected.Enqueue(id);
            if (random.Next(100) == 0)
            {
                TakeSome(random.Next(150));
            }
        }

        while (expected.Count > 0)
        {
            TakeSome(random.Next(5000));
        }

        Assert.Empty(packed.Take(1));

        void TakeSome(int most)
        {
            long[] taken = packed.Take(most);
            Assert.Equal(Math.Min(most, expected.Count), taken.Length);
            Assert.Equal(Enumerable.Range(0, taken.Length).Select(_ => expected.Dequeue()), taken);
            Assert.Equal(expected.Count, packed.Count);
        }
    }
}
