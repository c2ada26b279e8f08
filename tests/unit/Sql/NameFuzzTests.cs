using System.Globalization;

namespace RedshiftSync.UnitTests.Sql;

/// <summary>
/// Random names and values change no statement: an independent tokenizer finds the same tokens as with plain names, and each name as one
/// quoted name in the place of the plain one.
/// </summary>
public sealed class NameFuzzTests
{
    private const int Cases = 1_000;

    private static readonly DateTime Noon = new(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc);

    private static readonly string[] Pieces =
    [
        "a", "B", "_", "1", " ", "  ", "\t", "\n", "\r\n", "'", "''", "\"", "\"\"", "\"\"\"", "\\", "\\'", "\\\"", ";", "--", "/*", "*/",
        "$$", "$1", "$a$", ":", "::", "@", "@t", "@id", "@filter_1", "(", ")", ",", ".", "*", "?", "%", "{0}", "{", "}", "= 1",
        " OR 1=1", "\"; DROP TABLE x; --",
        "'; DROP TABLE x; --", " AND (", "SELECT", "select", "U&", "E'", "u&\"", "\u00e9", "\u00df", "\u2019",
        "\u201c", "\u00a0", "\u3000", "\u200b",
        "\u0301", "\ufeff", "\u2028", "\u65e5\u672c", "\U0001f600", "\u0001", "\u001b", "\u007f", "[", "]", "`", "#", "|", "<!--", "%00",
    ];

    [Fact]
    public void A_name_is_one_quoted_name_wherever_it_appears()
    {
        var random = new Random(20240502);
        for (var i = 0; i < Cases; i++)
        {
            var names = Enumerable.Range(0, 9).Select(n => $"{Random(random)}{n}").ToArray();
            var plain = Enumerable.Range(0, names.Length).Select(n => $"plain{n}").ToArray();
            var isKeyless = i % 4 == 0;
            var expected = Statements(plain, isKeyless);
            var made = Statements(names, isKeyless);
            Assert.Equal(expected.Count, made.Count);
            foreach (var (good, bad) in expected.Zip(made))
            {
                Assert.Equal(
                    good.Parameters.Select(p => (p.Name, p.Type, Text: $"{p.Value}")),
                    bad.Parameters.Select(p => (p.Name, p.Type, Text: Plain($"{p.Value}", names, plain, "{0}"))));
                foreach (var escapes in new[] { false, true })
                {
                    Assert.Equal(
                        SqlTokens.Split(good.Text, escapes),
                        SqlTokens.Split(bad.Text, escapes).Select(token => Plain(token, names, plain, "«{0}»")));
                }
            }
        }
    }

    [Fact]
    public void A_table_that_a_user_types_is_refused_or_means_the_names_that_its_text_shows()
    {
        var random = new Random(20240503);
        var taken = 0;
        for (var i = 0; i < Cases; i++)
        {
            var text = random.Next(2) == 0 ? Random(random) : $"\"{Random(random)}\".\"{Random(random)}\"";
            if (TableName.TryParse(text, out var table))
            {
                taken++;
                string[] parts = table.Schema is null ? [$"«{table.Name}»"] : [$"«{table.Schema}»", ".", $"«{table.Name}»"];
                Assert.Equal(parts, SqlTokens.Split(table.Quoted, escapes: true));
            }

            // As Get-RedshiftTable shows it, and as a state file records it.
            var any = new TableName(random.Next(4) == 0 ? null : Random(random), Random(random));
            Assert.True(TableName.TryParse($"{any}", out var again), $"{any}");
            Assert.Equal(any, again);
        }

        Assert.InRange(taken, Cases / 5, Cases - 1);
    }

    [Fact]
    public void A_pattern_chooses_among_the_columns_and_is_no_part_of_a_statement()
    {
        var random = new Random(20240504);
        for (var i = 0; i < Cases; i++)
        {
            Column[] columns =
            [
                new Column("id") { Type = ColumnType.Named("bigint") }, new Column("at") { Type = ColumnType.Named("timestamp") },
                new Column(Random(random) + "!") { Type = ColumnType.Named("varchar") },
            ];
            var pattern = new ColumnPattern(Random(random), _ => random.Next(2) == 0);
            var request = new TableRequest(new TableName("s", "t")) { KeyColumns = ["id"], CursorColumn = "at" };
            request = random.Next(2) == 0 ? request with { Columns = [pattern] } : request with { ExcludedColumns = [pattern] };
            try
            {
                var schema = TablePlanner.Decide(request, columns, []).Schema;
                Assert.Subset(columns.Select(c => c.Name).ToHashSet(), schema.ColumnNames.ToHashSet());
                var list = SqlTokens.Split(schema.SelectList, escapes: true).Where(token => token != ",");
                Assert.Equal(schema.ColumnNames.Select(name => $"«{name}»"), list);
            }
            catch (SyncException e)
            {
                Assert.Equal(ErrorId.ColumnNotFound, e.ErrorId);
            }
        }
    }

    [Fact]
    public void The_name_and_the_value_of_a_filter_parameter_are_no_part_of_a_statement()
    {
        var random = new Random(20240505);
        var taken = 0;
        var plain = SqlTokens.Split(Filtered(FilterCondition.Parse("x = @p", [new("p", "v")])), escapes: true);
        for (var i = 0; i < Cases; i++)
        {
            var name = random.Next(3) == 0 ? $"p{random.Next(9)}" : Random(random);
            var value = Random(random);
            try
            {
                var filter = FilterCondition.Parse($"x = @{name}", [new(name, value)]);
                taken++;
                Assert.Equal(value, Assert.Single(filter.Parameters).Value);
                foreach (var escapes in new[] { false, true })
                {
                    Assert.Equal(plain, SqlTokens.Split(Filtered(filter), escapes));
                }
            }
            catch (SyncException e)
            {
                Assert.Equal(ErrorId.FilterInvalid, e.ErrorId);
            }
        }

        Assert.InRange(taken, Cases / 4, Cases / 2);
    }

    private static string Filtered(FilterCondition filter) =>
        new ChangeQuery(
            Schema(["s", "t", "k", "k2", "c", "p"], isKeyless: false).WithFilter(new SqlStatement(filter.Sql, filter.Parameters)),
            new CursorAxis(SqlValueType.Timestamp),
            new Watermark(Noon, KeyValue.Of("a", 1L)),
            Noon).SelectRows().Text;

    private static string Random(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    // Each name ends in a number of its own, so that no two are equal.
    private static string Plain(string text, string[] names, string[] plain, string form)
    {
        var found = Array.FindIndex(names, name => text == string.Format(CultureInfo.InvariantCulture, form, name));
        return found < 0 ? text : string.Format(CultureInfo.InvariantCulture, form, plain[found]);
    }

    private static TableSchema Schema(string[] names, bool isKeyless) => new(
        new TableName(names[0], names[1]),
        [
            new Column(names[2]) { KeyPart = isKeyless ? null : 2, Type = ColumnType.Named("varchar") },
            new Column(names[3]) { KeyPart = isKeyless ? null : 1, Type = ColumnType.Named("bigint") },
            new Column(names[4]) { IsCursor = true, Type = ColumnType.Named("timestamp") },
            new Column(names[5]) { Type = ColumnType.Named("varchar") },
        ]);

    private static List<SqlStatement> Statements(string[] names, bool isKeyless)
    {
        var schema = Schema(names, isKeyless);
        var table = schema.Table;
        var axis = new CursorAxis(SqlValueType.Timestamp);
        var key = isKeyless ? KeyValue.None : KeyValue.Of(7L, names[7]);
        var query = new ChangeQuery(schema, axis, new Watermark(Noon, key), Noon.AddDays(1), Limit: 3)
        {
            Through = new Watermark(Noon.AddHours(1), key),
        };
        List<SqlStatement> statements =
        [
            CatalogQuery.Describe(table), .. CatalogQuery.SortKeyOf(table, names[6]), .. CatalogQuery.Columns(table),
            .. CatalogQuery.PrimaryKeyOf(table, names[6]).Select(q => q.Statement),
            .. CatalogQuery.PrimaryKeyOf(table with { Schema = null }, names[6]).Select(q => q.Statement),
            query.SelectRows(), query.SelectExtent(), query.SelectHeldBack(Noon, Noon), new PreflightQuery(schema).Count(axis, Noon),
            new NullCursorQuery(schema).Select(isKeyless ? null : key, 5), new NullCursorQuery(schema).Count(),
        ];
        return isKeyless
            ? statements
            :
            [
                .. statements, new PreflightQuery(schema).CountDuplicates(), new ExistingKeysQuery(schema).Select([key, key]),
                .. Digests(schema).Select(sql => new SqlStatement(sql, [])),
            ];
    }

    private static IEnumerable<string> Digests(TableSchema schema)
    {
        foreach (var dialect in new ISqlDialect[] { RedshiftDialect.Instance, PostgresDialect.Instance })
        {
            var digests = new DigestQuery(schema.Table.Quoted, schema, dialect, DigestKind.Content)
            {
                Cursor = schema.Cursor.Quoted,
                CursorText = schema.Cursor.Codec.CanonicalText(schema.Cursor.Quoted, schema.Cursor.Type!),
            };
            yield return digests.Summaries(64);
        }
    }
}
