using System.Management.Automation;

namespace PgTasks;

/// <summary>
/// Claims on their way through a pipeline. What takes one is called by what writes it, on the same thread, and so knows
/// without looking at it whether others of the same claim follow.
/// </summary>
internal static class ClaimFlow
{
    [ThreadStatic]
    private static bool s_isFollowed;

    /// <summary>Whether the record that is on its way has others behind it that are there already.</summary>
    public static bool IsFollowed => s_isFollowed;

    /// <summary>Writes a claim.</summary>
    public static void Write(Cmdlet cmdlet, PgTaskClaim claim, bool isFollowed)
    {
        bool before = s_isFollowed;
        s_isFollowed = isFollowed;
        try
        {
            cmdlet.WriteObject(claim);
        }
        finally
        {
            s_isFollowed = before;
        }
    }
}
