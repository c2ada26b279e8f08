using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security;

namespace RedshiftSync;

/// <summary>
/// Gets a login from a script block each time a session is opened, so that temporary credentials may expire during a run. When the server
/// refuses the login, the block is called once more at once.
/// </summary>
internal sealed class CredentialProvider(ScriptBlock script)
{
    // A script block is bound to its runspace: called in another one, it would wait until its own runspace is free.
    private readonly Runspace? _home = Runspace.DefaultRunspace;

    /// <summary>Runs the script block.</summary>
    /// <exception cref="SyncException">CredentialProviderFailed.</exception>
    public Login GetLogin()
    {
        try
        {
            var callable = Runspace.DefaultRunspace == _home ? script : ScriptBlock.Create(script.ToString());
            return Interpret(callable.Invoke());
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
        if (string.IsNullOrEmpty(user) || string.IsNullOrEmpty(password))
        {
            throw SourceErrors.CredentialProviderFailed(
                last is null ? "it returned nothing" : $"it returned a {last.BaseObject.GetType().Name} without DbUser and DbPassword");
        }

        return new Login(user, password);
    }
}
