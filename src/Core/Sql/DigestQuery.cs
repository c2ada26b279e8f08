using System.Globalization;

namespace RedshiftSync;

/// <summary>
/// The statements that make digests in SQL. A row's digest is the MD5 of its key, of the MD5 of each text and of its time to the microsecond:
/// of fixed width each, so that no two rows share one, and short enough for Redshift's limit on a VARCHAR whatever the texts hold.
/// </summary>
/// <param name="Table">The table, quoted.</param>
/// <param name="Schema">The schema of the source, described.</param>
/// <param name="Dialect">The SQL dialect.</param>
/// <param name="Kind">What a digest is made of.</param>
internal sealed record DigestQuery(string Table, TableSchema Schema, ISqlDialect Dialect, DigestKind Kind)
{
    private const int FewRanges = 16;

    /// <summary>The time as the source's column holds it, without a zone; an expression.</summary>
    public required string Timestamp { get; init; }

    /// <summary>Which rows are meant; a condition, or null for all.</summary>
    public string? Condition { get; init; }

    /// <summary>Smallest key, largest key, number of rows.</summary>
    public string Extent() => $"SELECT CAST(min({Schema.Key.Quoted}) AS bigint), CAST(max({Schema.Key.Quoted}) AS bigint), count(*) FROM {Table}{Where(Condition)}";

    /// <summary>Bucket, count and both sums.</summary>
    public string Summaries(IReadOnlyList<KeyRange> ranges, long origin, long width) => string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT (k - ({Number(origin)})) / {width}, count(*), CAST(sum({Part(1)}) AS bigint), CAST(sum({Part(9)}) AS bigint) FROM ({Rows(ranges)}) AS digests GROUP BY 1");

    /// <summary>Key, both parts and the time of single rows.</summary>
    public string Digests(IReadOnlyList<KeyRange> ranges) => $"SELECT k, {Part(1)}, {Part(9)}, s FROM ({Rows(ranges)}) AS digests";

    /// <summary>Which of the keys the table has at all, whatever the time of their rows.</summary>
    public string Existing(IEnumerable<long> keys) => $"SELECT {Schema.Key.Quoted} FROM {Table} WHERE {Schema.Key.Quoted} IN ({string.Join(", ", keys.Select(Number))})";

    private string Rows(IReadOnlyList<KeyRange> ranges) =>
        $"SELECT CAST({Schema.Key.Quoted} AS bigint) AS k, {Dialect.Md5(Content())} AS h, {Timestamp} AS s FROM {Table}{Where(Condition, InRanges(ranges))}";

    private string Content()
    {
        var key = $"CAST({Schema.Key.Quoted} AS varchar(20))";
        if (Kind == DigestKind.Key)
        {
            return key;
        }

        var texts = string.Concat(Schema.PlainColumns.Select(c => $" || '/' || coalesce({Dialect.Md5(Text(c))}, '-')"));
        return $"{key}{texts} || '/' || coalesce(to_char({Timestamp}, 'YYYY-MM-DD HH24:MI:SS.US'), '-')";
    }

    private static string Text(Column column) => column.IsPadded ? $"rtrim({column.Quoted})" : column.Quoted;

    private string Part(int at) => Dialect.HashPart("h", at);

    // Keys are numbers of ours, never a user's text: as literals they need no hundred parameters. Few ranges are spelled out, which an index on
    // the key can serve. For many, a row's place among them is looked up in a list; within a CASE, since a server may reckon before it filters.
    private string InRanges(IReadOnlyList<KeyRange> ranges)
    {
        if (ranges.Count <= FewRanges)
        {
            return string.Join(" OR ", ranges.Select(r => Between(r.First, r.Last)));
        }

        var (first, last, width) = (ranges.Min(r => r.First), ranges.Max(r => r.Last), ranges.Min(r => r.Last - r.First) + 1);
        var within = Between(first, last);
        var places = string.Join(", ", ranges.Select(r => ((r.First - first) / width).ToString(CultureInfo.InvariantCulture)));
        return string.Create(CultureInfo.InvariantCulture, $"{within} AND CASE WHEN {within} THEN (CAST({Schema.Key.Quoted} AS bigint) - ({Number(first)})) / {width} END IN ({places})");
    }

    private string Between(long first, long last) => $"{Schema.Key.Quoted} BETWEEN {Number(first)} AND {Number(last)}";

    // The smallest number cannot be written: its digits alone are one too large for a bigint, and the minus comes after.
    private static string Number(long value) => value == long.MinValue ? "(-9223372036854775807 - 1)" : value.ToString(CultureInfo.InvariantCulture);

    private static string Where(params string?[] conditions) =>
        conditions.OfType<string>().ToArray() is { Length: > 0 } all ? " WHERE " + string.Join(" AND ", all.Select(c => $"({c})")) : "";
}
