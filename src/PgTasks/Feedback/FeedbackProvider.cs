using System.Management.Automation.Runspaces;
using System.Reflection;

namespace PgTasks;

/// <summary>
/// Has the provider of PgTasks.Feedback registered while a runspace has the module: providers are the whole process's. That
/// takes longer than the import itself, so nobody waits for it; where it cannot be, there are no suggestions.
/// </summary>
internal static class FeedbackProvider
{
    private static readonly TimeSpan s_importTime = TimeSpan.FromMilliseconds(100);
    private static readonly HashSet<Guid> s_runspaces = [];
    private static readonly Lazy<Type?> s_registration = new(Load);
    private static bool s_isRegistered;

    /// <summary>A runspace has imported the module.</summary>
    public static void Join(Runspace runspace)
    {
        lock (s_runspaces)
        {
            if (!s_runspaces.Add(runspace.InstanceId))
            {
                return;
            }
        }

        runspace.StateChanged += (_, change) =>
        {
            if (change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken)
            {
                Leave(runspace);
            }
        };
        // Once the import is over, which a busy machine would notice.
        _ = Task.Delay(s_importTime).ContinueWith(
            _ => Follow(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>A runspace has removed the module, or is closed.</summary>
    public static void Leave(Runspace runspace)
    {
        lock (s_runspaces)
        {
            if (!s_runspaces.Remove(runspace.InstanceId))
            {
                return;
            }
        }

        Follow();
    }

    private static void Follow()
    {
        lock (s_registration)
        {
            bool isWanted;
            lock (s_runspaces)
            {
                isWanted = s_runspaces.Count > 0;
            }

            if (isWanted == s_isRegistered)
            {
                return;
            }

            s_isRegistered = isWanted;
            try
            {
                s_registration.Value?.GetMethod(isWanted ? "Register" : "Unregister")!.Invoke(null, null);
            }
            catch (TargetInvocationException)
            {
                // Another copy of the module has it registered, or this PowerShell takes none.
            }
        }
    }

    private static Type? Load()
    {
        string path = Path.Combine(Path.GetDirectoryName(typeof(FeedbackProvider).Assembly.Location)!, "PgTasks.Feedback.dll");
        try
        {
            return Assembly.LoadFrom(path).GetType("PgTasks.FeedbackRegistration");
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException or TypeLoadException)
        {
            return null;
        }
    }
}
