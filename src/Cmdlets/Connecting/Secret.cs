using System.Management.Automation;
using System.Net;
using System.Security;

namespace RedshiftSync;

/// <summary>A password that no formatter, serializer or debugger view prints.</summary>
internal sealed class Secret
{
    private readonly SecureString _value;

    private Secret(SecureString value)
    {
        _value = value;
    }

    public static Secret From(SecureString value) => new(value);

    public static Secret From(string value) => new(new NetworkCredential("", value).SecurePassword);

    /// <summary>Returns the credential's login on demand, so that the password is plain text only while a session is opened.</summary>
    public static Func<Login> LoginOf(PSCredential credential)
    {
        var (user, password) = (credential.UserName, From(credential.Password));
        return () => new Login(user, password.Reveal());
    }

    public string Reveal() => new NetworkCredential("", _value).Password;

    public override string ToString() => "********";
}
