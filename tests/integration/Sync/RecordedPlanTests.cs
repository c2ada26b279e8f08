using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>What the first run has decided about a table, and a table that changes afterwards.</summary>
[Collection(SharedSource.Name)]
public sealed class RecordedPlanTests : IDisposable
{
    private readonly SourceFixture _source;
    private readonly TemporaryFolder _folder = new();

    public RecordedPlanTests(SourceFixture source)
    {
        _source = source;
        Execute($"""
            CREATE SCHEMA IF NOT EXISTS plans;
            GRANT USAGE ON SCHEMA plans TO {PostgresServer.User};
            DROP TABLE IF EXISTS plans.t, plans.u;
            CREATE TABLE plans.t (id int PRIMARY KEY, day date, seq bigint, secret text, note text, updated_at timestamp);
            INSERT INTO plans.t SELECT i, '2024-01-01', i, 's', 'n', '2024-01-01' FROM generate_series(1, 20) i;
            GRANT SELECT ON plans.t TO {PostgresServer.User}
            """);
    }

    public void Dispose()
    {
        Execute("DROP SCHEMA plans CASCADE");
        _folder.Dispose();
    }

    [Theory]
    [InlineData("id", "varchar(20)")]
    [InlineData("id", "numeric(10,0)")]
    [InlineData("updated_at", "bigint USING 0")]
    [InlineData("updated_at", "timestamptz")]
    [InlineData("updated_at", "date")]
    public void Another_type_of_key_or_cursor_needs_a_new_start(string column, string type)
    {
        Assert.Equal(9, Sync("-MaxRow 9").ThrowIfFailed().Output.Count);
        Execute($"ALTER TABLE plans.t ALTER COLUMN {column} TYPE {type}");
        var cursor = type.StartsWith("bigint", StringComparison.Ordinal) ? "-Lookback 0" : "";

        AssertFailed(ErrorId.SchemaChanged, Sync(cursor));
        Assert.Equal(20, Sync($"-Full {cursor}").ThrowIfFailed().Output.Count);
    }

    [Fact]
    public void A_wider_integer_goes_on()
    {
        Sync("-MaxRow 9").ThrowIfFailed();
        Execute("ALTER TABLE plans.t ALTER COLUMN id TYPE bigint");

        Assert.Equal(11, Sync().ThrowIfFailed().Output.Count);
    }

    [Theory]
    [InlineData("", "id", "-KeyColumn x")]
    [InlineData("", "updated_at", "-CursorColumn x")]
    public void A_renamed_key_or_cursor_is_named_and_the_advice_works(string parameters, string column, string advised)
    {
        Sync(parameters).ThrowIfFailed();
        Execute($"ALTER TABLE plans.t RENAME COLUMN {column} TO x");

        AssertFailed(ErrorId.SchemaChanged, Sync(parameters));
        Assert.Equal(20, Sync($"-Full -Force {advised}").ThrowIfFailed().Output.Count);
        Assert.Empty(Sync().ThrowIfFailed().Output);
    }

    [Fact]
    public void A_chosen_column_that_is_gone_is_named_and_force_goes_on_without_it()
    {
        Sync("-Column note, secret").ThrowIfFailed();
        Execute("ALTER TABLE plans.t DROP COLUMN secret");

        AssertFailed(ErrorId.SchemaChanged, Sync());
        Assert.Empty(Sync("-Column note -Force").ThrowIfFailed().Output);
        Assert.Empty(Sync().ThrowIfFailed().Output);
    }

    [Fact]
    public void Choices_that_mean_the_same_are_the_same()
    {
        Sync("-Column note, secret").ThrowIfFailed();

        Assert.Empty(Sync("-Column Secret, NOTE").ThrowIfFailed().Output);
        AssertFailed(ErrorId.StateSourceMismatch, Sync("-Column note"));
    }

    [Fact]
    public void A_renamed_table_keeps_the_choice_of_columns()
    {
        Sync("-ExcludeColumn secret").ThrowIfFailed();
        Execute("ALTER TABLE plans.t RENAME TO u; UPDATE plans.u SET updated_at = '2024-01-02' WHERE id = 1");

        AssertFailed(ErrorId.StateSourceMismatch, Sync(table: "plans.u"));
        var row = Assert.Single(Sync("-Force", table: "plans.u").ThrowIfFailed().Output);
        Assert.Equal(["id", "day", "seq", "note", "updated_at"], row.Properties.Select(p => p.Name));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("1.5")]
    public void A_position_with_a_key_of_another_type_is_refused(string key)
    {
        Sync().ThrowIfFailed();

        AssertFailed(ErrorId.ParameterInvalid, Run($"Set-RedshiftSyncState $state -CursorValue 2024-01-01 -Key {key}"));
        Run("Set-RedshiftSyncState $state -CursorValue 2024-01-01 -Key 7").ThrowIfFailed();
        Assert.Equal(13, Sync().ThrowIfFailed().Output.Count);
    }

    [Fact]
    public void Objects_of_a_row_are_parts_of_a_position()
    {
        Execute("UPDATE plans.t SET day = day + id, updated_at = '2024-01-01 02:00:00.5'");
        const string Keyed = "-KeyColumn updated_at, day, id -CursorColumn seq -Lookback 0";
        var rows = Sync(Keyed).ThrowIfFailed().Output;

        Run("Set-RedshiftSyncState $state -CursorValue 7 -Key $row.updated_at, $row.day, $row.id", ("row", rows[6])).ThrowIfFailed();

        Assert.Equal(13, Sync(Keyed).ThrowIfFailed().Output.Count);
    }

    [Fact]
    public void A_position_that_was_set_before_the_first_run_has_to_fit()
    {
        Run("Set-RedshiftSyncState $state -CursorValue 2024-01-01 -Key 1").ThrowIfFailed();

        AssertFailed(ErrorId.StateSourceMismatch, Sync("-NoKey"));
        AssertFailed(ErrorId.StateSourceMismatch, Sync("-KeyColumn id, day"));
        AssertFailed(ErrorId.StateSourceMismatch, Sync("-KeyColumn day"));
        Assert.Equal(19, Sync().ThrowIfFailed().Output.Count);
    }

    [Theory]
    [InlineData("seq", "-Lookback 0")]
    [InlineData("day", "")]
    [InlineData("updated_at", "")]
    public void Rows_without_a_cursor_value_come_only_when_they_are_wanted(string cursor, string lookback)
    {
        Execute($"UPDATE plans.t SET {cursor} = NULL WHERE id > 15");
        var parameters = $"-CursorColumn {cursor}";

        Assert.Equal(15, Get($"{parameters} -NullCursor Ignore").Output.Count);
        Assert.Equal(15, Get($"{parameters} -NullCursor Warn").Output.Count);
        Assert.Equal(20, Get($"{parameters} -NullCursor Include").Output.Count);
        Assert.Equal(15, Sync($"{parameters} {lookback}").ThrowIfFailed().Output.Count);
        Assert.Equal(20, Sync($"{parameters} {lookback} -NullCursor Include", state: "i").ThrowIfFailed().Output.Count);
        Assert.Equal(20, Sync($"{parameters} {lookback} -NoKey -NullCursor Include", state: "n").ThrowIfFailed().Output.Count);
        Assert.Equal(
            cursor == "day" ? 20 : 5,
            Sync($"{parameters} {lookback} -NoKey -NullCursor Include", state: "n").ThrowIfFailed().Output.Count);
    }

    private static void AssertFailed(string errorId, ScriptResult result) => Assert.Equal(errorId, result.ErrorId?.Split(',')[0]);

    private ScriptResult Get(string parameters) => Run($"Get-RedshiftTableChange plans.t {parameters}").ThrowIfFailed();

    private ScriptResult Sync(string parameters = "", string table = "plans.t", string state = "s") =>
        Run($"Sync-RedshiftTable {table} $state {parameters}", ("state", _folder[$"{state}.json"]));

    private ScriptResult Run(string script, params (string Name, object? Value)[] variables) =>
        _source.Host.Run(script, variables.Any(v => v.Name == "state") ? variables : [("state", _folder["s.json"]), .. variables]);

    private void Execute(string sql) => _source.Server.Execute(sql);
}
