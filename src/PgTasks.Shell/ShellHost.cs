using System.Globalization;
using System.Management.Automation.Host;

namespace PgTasks.Shell;

/// <summary>The host that the engine sees as <c>$Host</c>.</summary>
internal sealed class ShellHost(ShellUserInterface ui) : PSHost
{
    /// <summary>The code given to <c>exit</c>; null while nobody has called it.</summary>
    public int? ExitCode { get; set; }

    /// <summary>Runs the nested prompt that a <c>-Confirm</c> question offers as Suspend.</summary>
    public Action? NestedPrompt { get; set; }

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override string Name => "PgTasks.Shell";

    /// <inheritdoc/>
    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version ?? new Version();

    /// <inheritdoc/>
    public override PSHostUserInterface UI => ui;

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    /// <inheritdoc/>
    public override void EnterNestedPrompt() => NestedPrompt?.Invoke();

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => ExitCode = 0;

    /// <inheritdoc/>
    public override void NotifyBeginApplication()
    {
    }

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
    }
}
