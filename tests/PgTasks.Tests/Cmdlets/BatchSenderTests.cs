namespace PgTasks.Tests;

public sealed class BatchSenderTests
{
    [Fact]
    public void Results_come_in_the_order_of_the_records_however_the_batches_form()
    {
        BatchSender<int> sender = new(async batch =>
        {
            await Task.Yield();
            return [.. batch.Select(record => new StoreResult(record, null))];
        });
        List<int> taken = [];
        for (int i = 0; i < 50_000; i++)
        {
            sender.Post(i);
            Take(sender, taken);
        }

        sender.WaitForAll();
        Take(sender, taken);
        Assert.Equal(Enumerable.Range(0, 50_000), taken);
        Assert.Equal(50_000, sender.Stored);
    }

    [Fact]
    public void What_was_answered_before_a_failure_is_told_before_it()
    {
        for (int round = 0; round < 2_000; round++)
        {
            int stored = 0;
            BatchSender<int> sender = new(async batch =>
            {
                await Task.Yield();
                return batch.Contains(7)
                    ? throw new InvalidOperationException()
                    : [.. batch.Select(record => new StoreResult(++stored, null))];
            });
            List<int> taken = [];
            Assert.Throws<InvalidOperationException>(() =>
            {
                for (int i = 0; i < int.MaxValue; i++)
                {
                    sender.Post(i);
                    Take(sender, taken);
                }
            });
            Assert.Equal(stored, taken.Count);
        }
    }

    private static void Take(BatchSender<int> sender, List<int> taken)
    {
        while (sender.TryTake(out int record, out _))
        {
            taken.Add(record);
        }
    }
}
