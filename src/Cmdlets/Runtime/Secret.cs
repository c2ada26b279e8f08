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

    public static Secret From(PSCredential credential) => new(credential.Password);

    public static Secret From(SecureString value) => new(value);

    public static Secret From(string value) => new(new NetworkCredential("", value).SecurePassword);

    public string Reveal() => new NetworkCredential("", _value).Password;

    public override string ToString() => "********";
}
