using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;

namespace RedshiftSync.DevServer;

/// <summary>Writes lines; shows no progress and asks nothing.</summary>
internal sealed class ConsoleHostUI : PSHostUserInterface
{
    private const string NoQuestions = "This host asks no questions: give what is missing as a parameter, or -Confirm:$false.";

    public override PSHostRawUserInterface RawUI { get; } = new ConsoleHostRawUI();

    public override bool SupportsVirtualTerminal { get; } =
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is not { Length: > 0 };

    public override void Write(string value)
    {
        Console.Write(Rendered(value));
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        Console.Write(Rendered(value));
    }

    public override void WriteLine(string value)
    {
        Console.WriteLine(Rendered(value));
    }

    public override void WriteErrorLine(string value)
    {
        Console.Error.WriteLine(Rendered(value));
    }

    public override void WriteWarningLine(string message)
    {
        Console.WriteLine("WARNING: " + message);
    }

    public override void WriteVerboseLine(string message)
    {
        Console.WriteLine("VERBOSE: " + message);
    }

    public override void WriteDebugLine(string message)
    {
        Console.WriteLine("DEBUG: " + message);
    }

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    public override string ReadLine()
    {
        return Console.ReadLine() ?? "";
    }

    public override SecureString ReadLineAsSecureString()
    {
        throw new HostException(NoQuestions);
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        throw new HostException(NoQuestions);
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        throw new HostException(NoQuestions);
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName)
    {
        throw new HostException(NoQuestions);
    }

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options)
    {
        throw new HostException(NoQuestions);
    }

    // The formatter always puts its colours in; taking them out for a file is the host's part.
    private string Rendered(string value)
    {
        return SupportsVirtualTerminal ? value : new StringDecorated(value).ToString(OutputRendering.PlainText);
    }
}
