using System.Collections;
using System.Runtime.CompilerServices;

namespace PgTasks;

/// <summary>The tasks that a change concerns, by their ids, and by what right.</summary>
/// <param name="ids">The ids; one may come twice.</param>
[CollectionBuilder(typeof(TaskTargets), nameof(Create))]
internal sealed class TaskTargets(IReadOnlyList<long> ids) : IReadOnlyCollection<long>
{
    /// <summary>The ids.</summary>
    public IReadOnlyList<long> Ids => ids;

    /// <summary>Of each the claim that the caller holds; null where it holds none of them.</summary>
    public IReadOnlyList<int>? Claims { get; init; }

    /// <summary>Of each what to keep with it, a result as JSON or why it failed; null where that is the same for all.</summary>
    public IReadOnlyList<string?>? Texts { get; init; }

    /// <summary>Whether it concerns also what somebody else has claimed.</summary>
    public bool IsForced { get; init; }

    /// <inheritdoc/>
    public int Count => ids.Count;

    public static TaskTargets Create(ReadOnlySpan<long> ids) => new(ids.ToArray());

    /// <summary>Tasks that the caller has claimed.</summary>
    public static TaskTargets Of(IReadOnlyList<PgTaskClaim> claims, IReadOnlyList<string?>? texts = null) =>
        new([.. claims.Select(claim => claim.Id)])
        {
            Claims = [.. claims.Select(claim => claim.ClaimId)],
            Texts = texts,
        };

    public static implicit operator TaskTargets(long[] ids) => new(ids);

    /// <summary>The same, whoever has claimed them; by the claims, where the caller has those.</summary>
    public TaskTargets Forced() => new(ids) { Claims = Claims, Texts = Texts, IsForced = true };

    /// <summary>Some of them, by their places.</summary>
    public TaskTargets At(IReadOnlyList<int> places) => new([.. places.Select(place => ids[place])])
    {
        Claims = Claims is null ? null : [.. places.Select(place => Claims[place])],
        Texts = Texts is null ? null : [.. places.Select(place => Texts[place])],
        IsForced = IsForced,
    };

    /// <summary>In the order of the ids, so that no two statements wait for each other, and each id once: by its last claim.</summary>
    public TaskTargets InOrder()
    {
        if (Claims is null)
        {
            return new TaskTargets([.. ids.Distinct().Order()]) { IsForced = IsForced };
        }

        int[] places = [.. Enumerable.Range(0, ids.Count)
            .OrderBy(place => ids[place]).ThenByDescending(place => Claims[place]).DistinctBy(place => ids[place])];
        return At(places);
    }

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => ids.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
