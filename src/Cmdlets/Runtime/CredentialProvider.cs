using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security;

namespace RedshiftSync;

/// <summary>
/// A script block that gives a login each time a session is opened, so that credentials of 15 minutes outlive a lost connection. It is called
/// once more at once when the server refuses the login that it gave.
/// </summary>
internal sealed class CredentialProvider(ScriptBlock script)
{
    // A script block is bound to the runspace that created it: called from another one, it would wait for that runspace to be free.
    private readonly Runspace? _home = Runspace.DefaultRunspace;

    /// <summary>Runs the script block.</summary>
    /// <exception cref="SyncException">CredentialProviderFailed.</exception>
    public Login GetLogin()
    {
        try
        {
            var here = Runspace.DefaultRunspace == _home ? script : ScriptBlock.Create(script.ToString());
            return Interpret(here.Invoke());
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            throw SourceErrors.CredentialProviderFailed(e.Message, e);
        }
    }

    private static Login Interpret(Collection<PSObject> output)
    {
        var last = output.Count > 0 ? output[^1] : null;
        if (last?.BaseObject is PSCredential credential)
        {
            return Secret.LoginOf(credential)();
        }

        var user = LanguagePrimitives.ConvertTo<string>(last?.Properties["DbUser"]?.Value);
        var password = last?.Properties["DbPassword"]?.Value switch
        {
            SecureString secure => Secret.From(secure).Reveal(),
            { } plain => LanguagePrimitives.ConvertTo<string>(plain),
            null => null,
        };
        return string.IsNullOrEmpty(user) || string.IsNullOrEmpty(password)
            ? throw SourceErrors.CredentialProviderFailed(last is null ? "it returned nothing" : $"it returned a {last.BaseObject.GetType().Name} without DbUser and DbPassword")
            : new Login(user, password);
    }
}
