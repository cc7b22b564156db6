using System.Management.Automation;
using System.Reflection;

namespace PgTasks;

/// <summary>Whether a cmdlet is to ask before what it does, or only to say it.</summary>
internal static class ProcessPreference
{
    /// <summary>Whether -WhatIf or -Confirm is in force, by parameter or by preference.</summary>
    public static bool IsInForce(PSCmdlet cmdlet) =>
        (GetSwitch(cmdlet, "WhatIf") ?? LanguagePrimitives.IsTrue(GetVariable(cmdlet, "WhatIfPreference")))
        || (GetSwitch(cmdlet, "Confirm") ?? IsToBeConfirmed(cmdlet));

    /// <summary>
    /// Whether anybody hears of what a cmdlet is about to do. Where nobody does, ShouldProcess says yes in any case, and
    /// would take as long as all else that a cmdlet does for a task.
    /// </summary>
    public static bool IsHeard(PSCmdlet cmdlet) => IsInForce(cmdlet) || (GetSwitch(cmdlet, "Verbose")
        ?? (LanguagePrimitives.TryConvertTo(GetVariable(cmdlet, "VerbosePreference"), out ActionPreference preference)
            && preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore)));

    private static bool? GetSwitch(PSCmdlet cmdlet, string name) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue(name, out object? value) ? LanguagePrimitives.IsTrue(value) : null;

    private static object? GetVariable(PSCmdlet cmdlet, string name) => cmdlet.SessionState.PSVariable.GetValue(name);

    /// <summary>Whether what the cmdlet does matters as much as what the preference asks for.</summary>
    private static bool IsToBeConfirmed(PSCmdlet cmdlet) =>
        LanguagePrimitives.TryConvertTo(GetVariable(cmdlet, "ConfirmPreference"), out ConfirmImpact least)
        && least != ConfirmImpact.None
        && cmdlet.GetType().GetCustomAttribute<CmdletAttribute>()!.ConfirmImpact >= least;
}
