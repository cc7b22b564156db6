using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using System.Text.RegularExpressions;

namespace PgTasks;

/// <summary>The scripts that run the block of a worker for each of its tasks, and what they have from where it stands.</summary>
internal static partial class WorkScript
{
    /// <summary>
    /// Runs the block for each task. A loop around it, so that a break in it ends that task alone; the function takes what
    /// the block says by Write-Progress.
    /// </summary>
    private const string Loop = """
        function Write-Progress {
            [CmdletBinding()]
            param(
                [Parameter(Position = 0)] [string] $Activity = 'Processing', [Parameter(Position = 1)] [string] $Status,
                [Parameter(Position = 2)] [int] $Id, [int] $PercentComplete = -1, [int] $SecondsRemaining = -1,
                [string] $CurrentOperation, [int] $ParentId = -1, [switch] $Completed, [int] $SourceId)
            if (-not $Completed) { $PgTaskFeed.Progress($Activity, $Status, $CurrentOperation, $PercentComplete) }
            Microsoft.PowerShell.Utility\Write-Progress @PSBoundParameters
        }
        foreach ($PgTaskOfFeed in $PgTaskFeed) {
            foreach ($_ in $PgTaskOfFeed) {
                try {
                    if ($PgTaskFeed.KeepsResult) {
                        $PgTaskOutput = @(& $PgTaskBlock $PgTaskOfFeed)
                        $PgTaskFeed.Keep($PgTaskOutput)
                        $PgTaskOutput
                    }
                    else {
                        & $PgTaskBlock $PgTaskOfFeed
                    }
                }
                catch {
                    $PgTaskFeed.Fail($_)
                }
            }
        }
        """;

    /// <summary>Runs the block where it stands.</summary>
    public static readonly ScriptBlock Here = ScriptBlock.Create($"param($PgTaskFeed, $PgTaskBlock)\n{Loop}");

    /// <summary>Runs the script with its arguments, as one pipeline.</summary>
    public static readonly ScriptBlock Pipeline = ScriptBlock.Create("param($run, $feed, $block) & $run $feed $block");

    /// <summary>Runs the block in a runspace of its own.</summary>
    public const string Lane = $$"""
        param($PgTaskFeed, $PgTaskText, $PgTaskSession, $PgTaskLocation, $PgTaskPreferences)
        Select-PgTaskSession $PgTaskSession
        if ($PgTaskLocation) { Set-Location -LiteralPath $PgTaskLocation -ErrorAction Ignore }
        foreach ($PgTaskName in $PgTaskPreferences.Keys) { Set-Variable -Name $PgTaskName -Value $PgTaskPreferences[$PgTaskName] }
        $PgTaskBlock = [scriptblock]::Create($PgTaskText)
        {{Loop}}
        """;

    /// <summary>
    /// What the block's $using: names, under the keys by which the engine looks for them: as Start-ThreadJob hands them on.
    /// </summary>
    public static Hashtable GetUsing(ScriptBlock block, Func<string, object?> evaluate)
    {
        Hashtable values = [];
        foreach (UsingExpressionAst use in block.Ast.FindAll(ast => ast is UsingExpressionAst, searchNestedScriptBlocks: true)
            .Cast<UsingExpressionAst>())
        {
            string text = use.SubExpression is VariableExpressionAst ? use.ToString().ToLowerInvariant() : use.ToString();
            string key = Convert.ToBase64String(Encoding.Unicode.GetBytes(text));
            if (!values.ContainsKey(key))
            {
                values[key] = evaluate(Scope().Replace(use.SubExpression.Extent.Text, "$1"));
            }
        }

        return values;
    }

    [GeneratedRegex(@"([$@]\{?)using:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scope();
}
