using System.Management.Automation.Subsystem;

namespace PgTasks;

/// <summary>Puts the provider among those of the process, and takes it away. PgTasks calls it by name.</summary>
internal static class FeedbackRegistration
{
    /// <summary>Has the prompt ask the provider after each error.</summary>
    public static void Register() =>
        SubsystemManager.RegisterSubsystem(SubsystemKind.FeedbackProvider, new NextCommandProvider());

    /// <summary>Has the prompt ask it no more.</summary>
    public static void Unregister() =>
        SubsystemManager.UnregisterSubsystem(SubsystemKind.FeedbackProvider, NextCommandProvider.Identity);
}
