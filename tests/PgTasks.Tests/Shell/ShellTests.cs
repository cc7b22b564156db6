namespace PgTasks.Tests.Shell;

/// <summary>PgTasks.Shell as its user starts it. Exit codes were compared with pwsh 7.6.</summary>
public sealed class ShellTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgtasks-shell-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("'fine'", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("& { exit 6 }; 'not here'", 6)]
    [InlineData("try { exit 9 } finally { 'finally' }", 9)]
    [InlineData("throw 'boom'", 1)]
    [InlineData("if (", 1)]
    [InlineData("no-such-command", 0)]
    [InlineData("$ErrorActionPreference = 'Stop'; no-such-command", 1)]
    [InlineData("function f { [CmdletBinding()] param([Parameter(Mandatory)] $X) } f", 0)]
    public async Task File_ends_with_the_scripts_code(string script, int code)
    {
        ShellProcess.Result result = await ShellProcess.RunAsync("-File", Script(script));

        Assert.Equal(code, result.ExitCode);
        Assert.DoesNotContain("not here", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'fine'", 0)]
    [InlineData("exit 4", 4)]
    [InlineData("throw 'boom'", 1)]
    [InlineData("if (", 1)]
    [InlineData("no-such-command", 1)]
    [InlineData("no-such-command; 'fine'", 0)]
    [InlineData("1; 1/0", 1)]
    public async Task Command_ends_with_whether_its_last_one_succeeded(string command, int code)
    {
        ShellProcess.Result fromArgument = await ShellProcess.RunAsync("-Command", command);
        ShellProcess.Result fromInput = await ShellProcess.RunWithInputAsync(command, "-");

        Assert.Equal(code, fromArgument.ExitCode);
        Assert.Equal(code, fromInput.ExitCode);
    }

    [Fact]
    public async Task Native_exit_codes_are_pwshs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "runs /bin/sh");
        const string Five = "/bin/sh -c 'exit 5'";

        Assert.Equal(1, (await ShellProcess.RunAsync("-Command", Five)).ExitCode);
        Assert.Equal(5, (await ShellProcess.RunAsync("-Command", Five + "; exit $LASTEXITCODE")).ExitCode);
        Assert.Equal(0, (await ShellProcess.RunAsync("-File", Script(Five))).ExitCode);
    }

    [Theory]
    [InlineData("-File", "no-such-file.ps1")]
    [InlineData("no-such-file.ps1")]
    [InlineData("-NoSuchOption")]
    [InlineData("-File")]
    [InlineData("-Command")]
    public async Task A_bad_command_line_ends_with_64(params string[] arguments)
    {
        ShellProcess.Result result = await ShellProcess.RunAsync(arguments);

        Assert.Equal(64, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.NotEmpty(result.Error);
    }

    [Theory]
    [InlineData("a|True|b c", "-Name", "a", "-Switch", "b", "c")]
    [InlineData("a|False|", "-Name:a", "-Switch:$false")]
    [InlineData("a b|True|$x", "-n:", "a b", "-s", "$x")]
    [InlineData("a|False|-1 ", "a", "-1", "")]
    [InlineData("a|False|-Name é😀", "a", "--", "-Name", "é😀")]
    public async Task Arguments_bind_as_in_pwsh(string expected, params string[] arguments)
    {
        string script = Script(
            "param($Name, [switch]$Switch, [Parameter(ValueFromRemainingArguments)]$Rest) \"$Name|$Switch|$Rest\"");

        ShellProcess.Result named = await ShellProcess.RunAsync(["-noni", "-nop", "-nol", "-f", script, .. arguments]);
        ShellProcess.Result bare = await ShellProcess.RunAsync([script, .. arguments]);

        Assert.Equal(new ShellProcess.Result(0, expected + "\n", ""), named);
        Assert.Equal(named, bare);
    }

    [Fact]
    public async Task A_script_knows_its_place_and_the_current_directory()
    {
        ShellProcess.Result result = await ShellProcess.RunAsync(Script("$PSScriptRoot; $PWD.Path"));

        Assert.Equal($"{_folder.FullName}\n{Environment.CurrentDirectory}\n", result.Output);
    }

    [Fact]
    public async Task A_script_on_standard_input_takes_statements_of_several_lines()
    {
        ShellProcess.Result result = await ShellProcess.RunWithInputAsync(
            "if ($true) {\n  'in'\n}\nelse {\n}\nexit 7\n", "-File", "-");

        Assert.Equal(new ShellProcess.Result(7, "in\n", ""), result);
    }

    [Fact]
    public async Task Lines_of_standard_input_reach_a_script_that_asks_for_them()
    {
        ShellProcess.Result command = await ShellProcess.RunWithInputAsync(
            "a\né\n", "-Command", "$input | ForEach-Object { \"<$_>\" }");
        ShellProcess.Result script = await ShellProcess.RunWithInputAsync(
            "a\né\n", "-File", Script("param([Parameter(ValueFromPipeline)]$Line) process { \"<$Line>\" }"));

        Assert.Equal("<a>\n<é>\n", command.Output);
        Assert.Equal(command, script);
    }

    [Fact]
    public async Task Standard_input_left_open_holds_no_script_up_that_does_not_read_it()
    {
        using ShellProcess shell = ShellProcess.Start("-Command", "'done'");

        Assert.Equal(new ShellProcess.Result(0, "done\n", ""), await shell.EndAsync());
    }

    [Fact]
    public async Task Errors_go_to_standard_error_and_the_other_streams_to_standard_output()
    {
        ShellProcess.Result result = await ShellProcess.RunAsync("-Command", """
            function f {
                [CmdletBinding()] param()
                $PSCmdlet.WriteWarning('warned'); $PSCmdlet.WriteVerbose('verbose'); 'output'
                $PSCmdlet.WriteInformation('informed', @())
            }
            f -Verbose -InformationAction Continue; no-such-command; throw 'thrown'
            """);

        Assert.Equal("WARNING: warned\nVERBOSE: verbose\noutput\ninformed\n", result.Output);
        Assert.Contains("no-such-command", result.Error, StringComparison.Ordinal);
        Assert.Contains("thrown", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task There_is_no_colour_where_there_is_no_terminal()
    {
        ShellProcess.Result result = await ShellProcess.RunAsync(
            "-Command", "$Host.UI.WriteWarningLine('w'); [pscustomobject]@{ A = 1 }; no-such-command");

        Assert.DoesNotContain('\e', result.Output);
        Assert.DoesNotContain('\e', result.Error);
    }

    [Fact]
    public async Task Output_is_utf8_without_a_mark()
    {
        ShellProcess.Result result = await ShellProcess.RunAsync("-Command", "'zażółć 🐘'");

        Assert.Equal("zażółć 🐘\n", result.Output);
    }

    [Fact]
    public async Task The_module_is_imported_with_its_help_from_the_shells_own_folder()
    {
        ShellProcess.Result result = await ShellProcess.RunAsync(
            "-Command", "$m = Get-Module PgTasks; $m.ModuleBase; $m.ExportedCmdlets.ContainsKey('Add-PgTask')");

        Assert.Matches(@"PgTasks\.Shell.*Modules.PgTasks\nTrue\n$", result.Output);
    }

    [Fact]
    public async Task A_question_is_answered_from_standard_input_and_never_when_non_interactive()
    {
        const string Ask = "function f { [CmdletBinding()] param([Parameter(Mandatory)][int[]]$X) $X.Count } f";

        Assert.EndsWith("\n2\n", (await ShellProcess.RunWithInputAsync("1\n2\n\n", "-c", Ask)).Output,
            StringComparison.Ordinal);
        Assert.Equal(1, (await ShellProcess.RunWithInputAsync("1\n2\n\n", "-noni", "-c", Ask)).ExitCode);
        Assert.Equal(1, (await ShellProcess.RunWithInputAsync("1\n", "-c", Ask)).ExitCode);
    }

    [Theory]
    [InlineData("y", "did")]
    [InlineData("Yes", "did")]
    [InlineData("", "did")]
    [InlineData("what\nn", "did not")]
    public async Task Confirm_takes_keys_and_labels(string answer, string outcome)
    {
        ShellProcess.Result result = await ShellProcess.RunWithInputAsync(answer + "\n", "-Command", """
            function f {
                [CmdletBinding(SupportsShouldProcess)] param()
                if ($PSCmdlet.ShouldProcess('it')) { 'did' } else { 'did not' }
            }
            f -Confirm
            """);

        Assert.EndsWith($"\n{outcome}\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_stops_the_pipeline_and_lets_finally_run(string signal, int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals to send");
        string mark = Path.Combine(_folder.FullName, "mark");
        using ShellProcess shell = ShellProcess.Start("-File", Script(
            $"try {{ 'started'; while ($true) {{ [Threading.Thread]::Sleep(10) }} }} finally {{ "
            + $"[Threading.Thread]::Sleep(200); [IO.File]::WriteAllText('{mark}', '') }}"));
        Assert.Equal("started", await shell.ReadLineAsync());

        shell.Signal(signal);
        shell.Signal(signal);
        ShellProcess.Result result = await shell.EndAsync();

        Assert.Equal(code, result.ExitCode);
        Assert.True(File.Exists(mark));
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task A_reader_that_leaves_ends_the_script_quietly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGPIPE");
        using ShellProcess shell = ShellProcess.Start("-Command", "while ($true) { 'line' }");
        Assert.Equal("line", await shell.ReadLineAsync());

        shell.CloseOutput();
        ShellProcess.Result result = await shell.EndAsync(readOutput: false);

        Assert.Equal(141, result.ExitCode);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Version_and_help_are_told()
    {
        Assert.Matches(@"^PgTasks\.Shell \d+\.\d+\.\d+\S* \(PowerShell 7\.\d+\.\d+\)\n$",
            (await ShellProcess.RunAsync("-Version")).Output);
        Assert.Contains("Import-Module PgTasks", (await ShellProcess.RunAsync("-?")).Output, StringComparison.Ordinal);
    }

    private string Script(string text)
    {
        string path = Path.Combine(_folder.FullName, "script.ps1");
        File.WriteAllText(path, text);
        return path;
    }
}
