using System.Globalization;

namespace RedshiftSync;

/// <summary>The statements that compute digests in SQL, of the content that <see cref="DigestLayout"/> describes.</summary>
/// <param name="Table">The table, quoted.</param>
/// <param name="Schema">The schema of the source, described.</param>
/// <param name="Dialect">The SQL dialect.</param>
/// <param name="Kind">The content of a digest.</param>
internal sealed record DigestQuery(string Table, TableSchema Schema, ISqlDialect Dialect, DigestKind Kind)
{
    // The number of columns before the key.
    private const int KeyOrdinal = 4;

    private readonly DigestLayout _layout = new(Schema, Kind);

    /// <summary>An SQL expression for the order of the cursor value, as <see cref="ColumnCodec.CursorOrder"/> returns it.</summary>
    public required string Cursor { get; init; }

    /// <summary>An SQL expression for the canonical text of the cursor value.</summary>
    public required string CursorText { get; init; }

    /// <summary>The condition for the rows that are compared, or null for all. The other rows are only known to exist.</summary>
    public string? Claim { get; init; }

    /// <summary>Whether the session has to write floats with the digits of <see cref="SessionQuery.SetFloatDigits"/>.</summary>
    public bool NeedsFloatDigits => _layout.Rest.Any(p => p.Column.Codec.Kind == ColumnKind.FloatingPoint);

    private string HasKey => string.Join(" AND ", Schema.KeyColumns.Select(c => $"{c.Quoted} IS NOT NULL"));

    /// <summary>
    /// Selects bucket, number of rows, number of rows with a cursor value, and sum of the digests, for each bucket that has rows.
    /// </summary>
    public string Summaries(int buckets) =>
        $"SELECT {BucketOf(buckets)}, count(*), count(s), CAST(sum(d) AS varchar(40)) FROM ("
        + $"SELECT {Hashes()}, {Cursor} AS s FROM {Table} WHERE {(Claim is null ? "" : $"({Claim}) AND ")}{HasKey}{Fence}"
        + ") AS digests GROUP BY 1";

    /// <summary>
    /// Selects bucket, digest, whether the row is compared, cursor value and key of single rows, in the order of the buckets.
    /// </summary>
    public string Rows(BucketFilter filter)
    {
        string[] names =
            [.. Enumerable.Range(1, Schema.KeyColumns.Length).Select(i => string.Create(CultureInfo.InvariantCulture, $"k{i}"))];
        var selected = $"c, s, {string.Join(", ", names)}";
        var keys = string.Join(", ", Schema.KeyColumns.Zip(names, (column, name) => $"{Comparable(column)} AS {name}"));
        var claim = Claim is null ? "1" : $"CASE WHEN {Claim} THEN 1 ELSE 0 END";
        var wanted = filter.Listed is { } listed
            ? $"b IN ({string.Join(", ", listed)})"
            : string.Create(CultureInfo.InvariantCulture, $"b >= {filter.First}");
        return $"SELECT b, d, {selected} FROM ("
            + $"SELECT {BucketOf(filter.Total)} AS b, d, {selected} FROM ("
            + $"SELECT {Hashes()}, {claim} AS c, {Cursor} AS s, {keys} FROM {Table} WHERE {HasKey}) AS hashes"
            + $") AS digests WHERE {wanted} ORDER BY b";
    }

    /// <summary>Adds up the result of <see cref="Summaries"/>.</summary>
    public static BucketSums ReadSummaries(IRowReader rows, int buckets)
    {
        var sums = new BucketSums(buckets);
        while (rows.Read())
        {
            // Overflow beyond 64 bits is dropped on both sides.
            var sum = 0UL;
            foreach (var digit in rows.GetBytes(3))
            {
                sum = unchecked((sum * 10) + (ulong)(digit - '0'));
            }

            sums.Add((int)rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2), sum);
        }

        return sums;
    }

    /// <summary>Reads the result of <see cref="Rows"/>.</summary>
    public IEnumerable<RowDigest> ReadRows(IRowReader rows, BucketFilter filter)
    {
        Column[] key = [.. Schema.KeyColumns.Select((c, i) => c with { Ordinal = KeyOrdinal + i })];
        while (rows.Read())
        {
            var bucket = (int)rows.GetInt64(0);
            if (filter.Contains(bucket))
            {
                yield return new RowDigest(bucket, ReadKey(rows, key), rows.GetInt64(1))
                {
                    IsUnclaimed = rows.GetInt64(2) == 0,
                    Cursor = rows.IsNull(3) ? null : rows.GetInt64(3),
                };
            }
        }
    }

    private KeyValue ReadKey(IRowReader row, Column[] key)
    {
        try
        {
            return key is [{ Codec.Kind: ColumnKind.WholeNumber } only]
                ? KeyValue.FromInt64(row.GetInt64(only.Ordinal))
                : KeyValue.Of([.. key.Select(ReadPart)]);

            object ReadPart(Column column) =>
                column.Codec.Kind == ColumnKind.WholeNumber ? row.GetInt64(column.Ordinal) : Utf8Codec.ReadText(row, column)!;
        }
        catch (UnreadableValueException e)
        {
            throw SourceErrors.UnreadableRow(Schema.Table, "a row", e.Message, "Correct it at the source.", e);
        }
    }

    // What tells keys apart, as KeyValue has it: trailing blanks of a char do not. A destination may hold integers in another type.
    private string Comparable(Column column) => column.Codec.Kind == ColumnKind.WholeNumber
        ? $"CAST({column.Quoted} AS bigint)"
        : column.Codec.KeySuffix is { Length: > 0 } suffix ? $"{KeyText(column)} || '{suffix}'" : KeyText(column);

    // An infinite day or time is a value without a text. It is never delivered, so it is enough that it differs from all others.
    private string KeyText(Column column) =>
        column.Codec is DateCodec or TimeCodec ? $"coalesce({Canonical(column)}, 'infinity')" : Canonical(column);

    private string Canonical(Column column) =>
        column.IsCursor ? CursorText : column.Codec.CanonicalText(Value(column), column.Type!);

    // A PostgreSQL destination may hold integers as numeric, whose text can have a decimal point, and a numeric without a scale.
    private string Value(Column column) => Dialect is PostgresDialect ? (column.Type, column.Codec.Kind) switch
    {
        (_, ColumnKind.WholeNumber) => $"CAST({column.Quoted} AS bigint)",
        ({ Scale: { } scale }, ColumnKind.Numeric) => ToScale(column.Quoted, scale),
        _ => column.Quoted,
    } : column.Quoted;

    // A value with more digits stays as it is, and differs.
    private static string ToScale(string value, int scale)
    {
        var rounded = string.Create(CultureInfo.InvariantCulture, $"round({value}, {scale})");
        return $"CASE WHEN {value} = {rounded} THEN {rounded} ELSE {value} END";
    }

    // The hash of a key alone is used as bucket and as digest; without the fence, a server would compute it twice.
    private string Fence => Kind == DigestKind.Key ? Dialect.Fence : "";

    private string BucketOf(int buckets) =>
        string.Create(CultureInfo.InvariantCulture, $"{(Kind == DigestKind.Key ? "d" : "h")} % {buckets}");

    private string Hashes()
    {
        var key = string.Join(" || '/' || ", _layout.Key.Select(p => InForm(p.Form, KeyText(p.Column))));
        var rest = string.Concat(_layout.Rest.Select(p => $" || '/' || coalesce({InForm(p.Form, Canonical(p.Column))}, '-')"));
        return Kind == DigestKind.Key ? $"{Hash(key)} AS d" : $"{Hash(key)} AS h, {Hash(key + rest)} AS d";
    }

    private string Hash(string text) => Dialect.Number(Dialect.Md5(text));

    private string InForm(DigestForm form, string text) => form switch
    {
        DigestForm.Hashed => Dialect.Md5(text),
        DigestForm.Prefixed => $"CAST(length({text}) AS varchar(10)) || ':' || {text}",
        _ => text,
    };
}
