using System.Globalization;
using System.Management.Automation;
using System.Text;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>Checks that the output of a script contains no secrets.</summary>
internal static class Secrets
{
    public static void AssertNotIn(ScriptResult result, params string[] secrets)
    {
        var said = new StringBuilder();
        foreach (var error in result.Errors.Append(result.TerminatingError).OfType<ErrorRecord>())
        {
            // The exceptions with their causes and data.
            said.AppendLine(
                CultureInfo.InvariantCulture,
                $"{error} {error.ErrorDetails} {error.TargetObject} {error.Exception} {error.InvocationInfo?.MyCommand}");
            for (var e = error.Exception; e is not null; e = e.InnerException)
            {
                said.AppendJoin(' ', e.Data.Keys.Cast<object>().Select(key => $"{key}={e.Data[key]}")).AppendLine();
            }
        }

        said.AppendJoin('\n', result.Warnings.Concat(result.Verbose).Concat(result.Information)).AppendLine();
        said.AppendJoin('\n', result.Progress.Select(p => $"{p}")).AppendLine();
        said.AppendJoin('\n', result.Output.SelectMany(o => o.Properties.Select(p => $"{p.Name}={p.Value}").Append($"{o}")));
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, said.ToString(), StringComparison.Ordinal);
        }
    }
}
