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

    [Fact]
    public void What_others_follow_waits_for_them_and_goes_out_as_one()
    {
        List<int> sizes = [];
        BatchSender<int> sender = Count(sizes, new TaskCompletionSource());
        for (int i = 0; i < 3; i++)
        {
            sender.Post(i, isFollowed: true);
        }

        sender.WaitForAll();
        List<int> taken = [];
        Take(sender, taken);
        Assert.Equal([0, 1, 2], taken);
        Assert.Equal(3, sizes.Sum());
    }

    [Fact]
    public async Task What_others_follow_goes_out_though_they_do_not_come()
    {
        TaskCompletionSource sent = new();
        BatchSender<int> sender = Count([], sent);
        sender.Post(1, isFollowed: true);
        await sent.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void What_is_abandoned_is_not_sent()
    {
        for (int round = 0; round < 100; round++)
        {
            BatchSender<int> sender = Count([], new TaskCompletionSource());
            sender.Post(1, isFollowed: true);
            sender.Abandon();
            // Whichever came first: it was sent before, or never is.
            long stored = sender.Stored;
            sender.WaitForAll();
            Assert.Equal(stored, sender.Stored);
        }
    }

    private static BatchSender<int> Count(List<int> sizes, TaskCompletionSource sent) => new(async batch =>
    {
        await Task.Yield();
        sizes.Add(batch.Count);
        sent.TrySetResult();
        return [.. batch.Select(record => new StoreResult(record, null))];
    });

    private static void Take(BatchSender<int> sender, List<int> taken)
    {
        while (sender.TryTake(out int record, out _))
        {
            taken.Add(record);
        }
    }
}
