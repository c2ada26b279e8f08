using System.Collections;

namespace RedshiftSync;

/// <summary>Completes time zones that this machine knows.</summary>
internal sealed class TimeZoneCompleter : Completer
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        TimeZoneInfo.GetSystemTimeZones().Select(z => (z.Id, z.DisplayName)).OrderBy(z => z.Id, StringComparer.Ordinal);
}

/// <summary>Completes common lengths of time.</summary>
internal sealed class LagCompleter : Completer
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
    [
        ("0", "none"),
        ("30s", "thirty seconds"),
        ("1m", "a minute"),
        ("5m", "five minutes"),
        ("30m", "half an hour"),
        ("1h", "an hour"),
        ("6h", "six hours"),
        ("1d", "a day"),
    ];
}

/// <summary>Completes common starts of a span of time, in UTC.</summary>
internal sealed class TimeCompleter : Completer
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound)
    {
        var today = DateTime.UtcNow.Date;
        return new (DateTime Time, string ToolTip)[]
        {
            (today, "today, UTC"),
            (today.AddDays(-1), "yesterday, UTC"),
            (today.AddDays(-7), "a week ago, UTC"),
            (today.AddDays(1 - today.Day), "this month, UTC"),
            (new(today.Year, 1, 1), "this year, UTC"),
        }.Select(t => (FormattableString.Invariant($"{t.Time:yyyy-MM-dd}T00:00:00Z"), t.ToolTip));
    }
}
