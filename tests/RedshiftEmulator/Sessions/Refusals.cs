using System.Collections.Concurrent;
using System.Globalization;
using RedshiftSync.RedshiftEmulator.Backend;
using RedshiftSync.RedshiftEmulator.Sql;

namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>
/// Errors in place of statements. The backend gets a text that it cannot parse, and its answer is replaced on the way back: the error
/// arrives in order and aborts a transaction, without the emulator tracking either.
/// </summary>
internal sealed class Refusals
{
    private const string Marker = Catalog.Schema + "_refuses_";

    private readonly ConcurrentDictionary<int, (Refusal Refusal, bool IsFatal)> _waiting = new();
    private int _last;

    /// <returns>The text to send instead.</returns>
    public string Add(Refusal refusal, bool isFatal = false)
    {
        var number = ++_last;
        _waiting[number] = (refusal, isFatal);
        return Marker + number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The refusal that an error of the backend represents, if any.</summary>
    public bool TryTake(string message, out Refusal refusal, out bool isFatal)
    {
        var start = message.IndexOf(Marker, StringComparison.Ordinal);
        if (start >= 0
            && int.TryParse(
                message.AsSpan(start + Marker.Length).TrimEnd('"'),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number)
            && _waiting.TryRemove(number, out var waiting))
        {
            (refusal, isFatal) = waiting;
            return true;
        }

        (refusal, isFatal) = (new Refusal("", ""), false);
        return false;
    }
}
