namespace PgTasks.Shell;

/// <summary>The ways in which the shell runs.</summary>
internal enum Mode
{
    /// <summary>Commands are read at a prompt.</summary>
    Prompt,

    /// <summary>One command from the command line.</summary>
    Command,

    /// <summary>A script file.</summary>
    File,

    /// <summary>A script on standard input.</summary>
    StandardInput,

    /// <summary>Tell the version.</summary>
    Version,

    /// <summary>Tell the options.</summary>
    Help,
}
