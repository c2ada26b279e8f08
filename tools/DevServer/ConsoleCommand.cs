using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using RedshiftSync.TestSupport;

namespace RedshiftSync.DevServer;

/// <summary>
/// Runs a script file where no pwsh is installed. Only the engine's own commands are there (no Select-Object, no
/// Export-Csv), and Write-Host, which so many scripts speak through.
/// </summary>
internal static class ConsoleCommand
{
    private const string WriteHost = """
        function global:Write-Host {
            param([Parameter(Position = 0, ValueFromRemainingArguments)] $Object, [ConsoleColor] $ForegroundColor, [switch] $NoNewline)
            if ($NoNewline) { $Host.UI.Write("$Object") } else { $Host.UI.WriteLine("$Object") }
        }
        """;

    // "exit 3" ends the script file, not the pipeline, so that what is still in the formatter comes out; a code left
    // by a program that the script started is not the script's own.
    private const string Runner = """
        param($path, $named, $positional)
        & $path @named @positional
        if (-not $?) { $Host.SetShouldExit($LASTEXITCODE ? $LASTEXITCODE : 1) }
        """;

    public static int Run(string path, IReadOnlyList<string> args)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"There is no script '{path}'.");
        }

        var (named, positional) = Bind(args);
        var host = new ConsoleHost();
        using var session = new ModuleHost(import: false, host);
        session.Run(WriteHost).ThrowIfFailed();

        using var interruption = new Interruption();
        using var shell = PowerShell.Create(session.Runspace);
        shell.AddScript(Runner).AddParameter("path", Path.GetFullPath(path)).AddParameter("named", named).AddParameter("positional", positional);
        // Errors join the output and appear where they happen; Out-Default writes both with the engine's formatter.
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        _ = interruption.Task.ContinueWith(_ => shell.Stop(), TaskScheduler.Default);
        return Invoke(shell, host, interruption);
    }

    private static int Invoke(PowerShell shell, ConsoleHost host, Interruption interruption)
    {
        try
        {
            shell.Invoke();
        }
        catch (PipelineStoppedException)
        {
            // Told by the state below: a stop may also end without it.
        }
        catch (RuntimeException error)
        {
            Show(shell, error.ErrorRecord);
            return 1;
        }

        return interruption.ExitCode ?? host.ExitCode ?? 0;
    }

    // -Name value, -Switch, or a value by position.
    private static (Hashtable Named, List<object> Positional) Bind(IReadOnlyList<string> args)
    {
        var named = new Hashtable(StringComparer.OrdinalIgnoreCase);
        var positional = new List<object>();
        for (var i = 0; i < args.Count; i++)
        {
            if (!IsName(args[i]))
            {
                positional.Add(args[i]);
            }
            else if (i + 1 < args.Count && !IsName(args[i + 1]))
            {
                named[args[i][1..]] = args[++i];
            }
            else
            {
                named[args[i][1..]] = true;
            }
        }

        return (named, positional);
    }

    private static bool IsName(string word)
    {
        return word.Length > 1 && word[0] == '-' && char.IsAsciiLetter(word[1]);
    }

    // In the engine's own words and layout, as at a prompt.
    private static void Show(PowerShell failed, ErrorRecord error)
    {
        using var shell = PowerShell.Create(failed.Runspace);
        var record = new PSObject(error);
        // What makes Out-Default take an object for an error and not for output.
        record.Properties.Add(new PSNoteProperty("writeErrorStream", true));
        shell.AddCommand("Out-Default").AddParameter("InputObject", record);
        shell.Invoke();
    }
}
