using Microsoft.Data.Sqlite;
using RedshiftSync.Adapters.Postgres;
using RedshiftSync.Adapters.Sqlite;
using RedshiftSync.UnitTests.Sync;

namespace RedshiftSync.UnitTests.Rows;

/// <summary>How each destination holds each type, the cursor among them.</summary>
public sealed class TypeMapTests
{
    private static readonly DateTime Time = new DateTime(2024, 5, 1, 12, 30, 0, DateTimeKind.Utc).AddTicks(10);

    private static readonly TableSchema Schema = new TableSchema(
        new TableName("shop", "orders"),
        [
            new Column("note"), new Column("at") { IsCursor = true }, new Column("id") { KeyPart = 1 },
            new Column("small"), new Column("code"), new Column("local"), new Column("point"), new Column("big"),
        ])
        .WithTypes(
        [
            ColumnType.Named("varchar"), ColumnType.Named("timestamp"), ColumnType.Named("integer"),
            ColumnType.Named("smallint"), ColumnType.Named("char"), ColumnType.Named("timestamp"),
            ColumnType.Named("timestamptz"), ColumnType.Named("bigint"),
        ]);

    [Fact]
    public void Each_type_has_its_own_in_sqlite()
    {
        const string Zoned = "2024-05-01T12:30:00.000001Z";
        Assert.Equal(
            $"text '', text '{Zoned}', integer 1, integer -5, text 'a', text '{Zoned[..^1]}', text '{Zoned}', integer {long.MinValue}",
            Stored(new ValueReader("", Time.AddHours(9), 1L, -5L, "a  ", Time, Time, long.MinValue), 1, Time));
        Assert.Equal(
            "null NULL, null NULL, integer 2, null NULL, null NULL, null NULL, null NULL, null NULL",
            Stored(new ValueReader(null, null, 2L, null, null, null, null, null), 2, null));
    }

    [Fact]
    public void Each_type_has_its_own_in_postgresql() => Assert.Equal(
        """CREATE TABLE "orders" ("note" text, "at" timestamptz, "id" integer, """
            + """ "small" smallint, "code" text, "local" timestamp, "point" timestamptz, "big" bigint, PRIMARY KEY ("id"))""".TrimStart(),
        new PostgresSchema(new TableName(null, "orders"), Schema).Create());

    private static string Stored(ValueReader source, long key, DateTime? time)
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var destination = new SqliteDestination("memory", connection);
        destination.Prepare(new DestinationRequest(Schema.Table, Schema, TestData.Source), default);
        destination.Write([new RowEncoder(Schema).Pack(source, key, time)], null, default);

        using var command = connection.CreateCommand();
        var values = Schema.Columns.Select(c => $"typeof({c.Quoted}) || ' ' || quote({c.Quoted})");
        command.CommandText = $"SELECT {string.Join(" || ', ' || ", values)} FROM orders";
        return (string)command.ExecuteScalar()!;
    }
}
