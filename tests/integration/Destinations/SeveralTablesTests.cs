using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Several tables from the pipeline: a failure of one does not stop the others, and is not lost.</summary>
[Collection(SharedSource.Name)]
public sealed class SeveralTablesTests : DestinationTest
{
    private const string Command = "$tables | Sync-RedshiftTable -StateFolder $folder @to";
    private static readonly int Tables = TestSize.Of(60, usual: 12);

    private readonly object[] _tables;

    public SeveralTablesTests(SourceFixture source, TargetFixture targets)
        : base(source, targets)
    {
        var tables = string.Concat(Enumerable.Range(0, Tables).Select(i => $"""
            CREATE TABLE many.t{i} (id int, part varchar(5), v text, updated_at timestamp, PRIMARY KEY (id, part));
            INSERT INTO many.t{i} SELECT n, 'p', 'v', '2024-05-01' FROM generate_series(1, {i + 1}) n;
            """));
        source.Server.Execute($"""
            DROP SCHEMA IF EXISTS many CASCADE;
            CREATE SCHEMA many;
            {tables}
            GRANT USAGE ON SCHEMA many TO {PostgresServer.User};
            GRANT SELECT ON ALL TABLES IN SCHEMA many TO {PostgresServer.User}
            """);

        // Before a table is hidden from the user.
        _tables = [.. source.Host.Run("Get-RedshiftTable -Schema many").ThrowIfFailed().Output];
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Each_table_has_its_result_and_the_next_run_completes_what_failed(string kind)
    {
        var target = Create(kind);
        Run("Continue", target).ThrowIfFailed();
        Fail(target);

        var result = Run("Stop", target);

        Assert.StartsWith("TablesFailed,", result.ErrorId, StringComparison.Ordinal);
        var results = ((Array)result.TerminatingError!.TargetObject).Cast<dynamic>().ToList();
        Assert.Equal(Tables, results.Count);
        Assert.Equal(
            ["many.t1 PermissionDenied", "many.t3 SchemaChanged", "many.t5 DestinationSchemaMismatch"],
            results.Where(r => $"{r.Status}" == "Failed").Select(r => (string)$"{r.Table} {r.ErrorId}").Order(StringComparer.Ordinal));
        Assert.All(Enumerable.Range(0, Tables).Except([1, 3, 5]), i => Assert.Equal(i + 1, Changed(target, i)));

        Repair(target);
        Run("Stop", target).ThrowIfFailed();
        Assert.All(Enumerable.Range(0, Tables), i => Assert.Equal(i + 1, Changed(target, i)));
    }

    // Without Stop, PowerShell ends a script file with 0 after an error.
    [Theory]
    [InlineData("sqlite", "Stop", 1)]
    [InlineData("postgresql", "Stop", 1)]
    [InlineData("sqlite", "Continue", 0)]
    public void A_script_file_ends_with_1_and_has_every_result(string kind, string preference, int exitCode)
    {
        var target = Create(kind);
        Run("Continue", target).ThrowIfFailed();
        Fail(target);
        var names = Enumerable.Range(0, Tables).Select(i => $"many.t{i}").ToList();

        using (var process = SyncProcess.Tables(Source, Folder["states"], target, names, preference))
        {
            var (code, output) = process.Wait();

            Assert.True(exitCode == code, $"{code}: {output}");
            Assert.Equal(preference == "Continue", output.Contains("the end", StringComparison.Ordinal));
            Assert.Equal(
                names.Select(name => $"result: {name} " + name switch
                {
                    "many.t1" => "Failed PermissionDenied",
                    "many.t3" => "Failed SchemaChanged",
                    "many.t5" => "Failed DestinationSchemaMismatch",
                    _ => "Complete",
                }),
                output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("result: ", StringComparison.Ordinal)));
        }

        Repair(target);
        using var next = SyncProcess.Tables(Source, Folder["states"], target, names, preference);
        Assert.Equal(0, next.Wait().ExitCode);
        Assert.All(Enumerable.Range(0, Tables), i => Assert.Equal(i + 1, Changed(target, i)));
    }

    [Fact]
    public void Errors_are_written_where_they_do_not_stop()
    {
        var target = Create("sqlite");
        Source.Server.Execute($"REVOKE SELECT ON many.t1 FROM {PostgresServer.User}");

        var result = Run("Continue", target);

        Assert.Contains(result.Errors, e => e.FullyQualifiedErrorId.StartsWith("PermissionDenied,", StringComparison.Ordinal));
        Assert.Equal(Tables, result.Output.Count);
        Assert.Equal(
            Enumerable.Range(0, Tables).Select(i => $"many.t{i}.state.json").Except(["many.t1.state.json"]).Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder["states"], "*.json").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_table_whose_rows_are_refused_does_not_stop_the_next(string kind)
    {
        var target = Create(kind);
        Run("Continue", target).ThrowIfFailed();
        Source.Server.Execute(
            "INSERT INTO many.t2 SELECT n, 'p', 'v', '2024-05-02' FROM generate_series(100, 30100) n; "
            + "UPDATE many.t4 SET v = 'changed', updated_at = '2024-05-02'");
        target.Execute(target is SqliteTarget
            ? "CREATE TRIGGER refuse BEFORE INSERT ON t2 WHEN NEW.id = 200 BEGIN SELECT raise(ABORT, 'no'); END"
            : "ALTER TABLE t2 ADD CONSTRAINT refuse CHECK (id <> 200)");

        var result = Run(
            target,
            $"& {{ $ErrorActionPreference = 'Continue'; {Command} -BatchSize 1000 }}",
            ("tables", _tables),
            ("folder", Folder["states"]));

        Assert.Equal(
            ["many.t2 UnreadableRow"],
            result.Output.Select(o => (dynamic)o.BaseObject).Where(r => $"{r.Status}" == "Failed")
                .Select(r => (string)$"{r.Table} {r.ErrorId}"));
        Assert.Equal(Tables, result.Output.Count);
        Assert.Equal(5, Changed(target, 4));
    }

    protected override void Dispose(bool disposing)
    {
        Source.Server.Execute("DROP SCHEMA many CASCADE");
        base.Dispose(disposing);
    }

    // Every table changes, and three of them fail: no permission, a key without one of its columns, another column in the destination.
    private void Fail(Target target)
    {
        Source.Server.Execute(string.Concat(Enumerable.Range(0, Tables).Select(i =>
            $"UPDATE many.t{i} SET v = 'changed', updated_at = '2024-05-02';"))
            + $"""
            REVOKE SELECT ON many.t1 FROM {PostgresServer.User};
            ALTER TABLE many.t3 DROP CONSTRAINT t3_pkey, DROP COLUMN part;
            """);
        target.Execute("ALTER TABLE t5 RENAME COLUMN v TO w");
    }

    private void Repair(Target target)
    {
        Source.Server.Execute($"GRANT SELECT ON many.t1 TO {PostgresServer.User}; ALTER TABLE many.t3 ADD COLUMN part varchar(5)");
        Source.Server.Execute("UPDATE many.t3 SET part = 'p'");
        target.Execute("ALTER TABLE t5 RENAME COLUMN w TO v");
    }

    private ScriptResult Run(string preference, Target target) => Run(
        target,
        $"& {{ $ErrorActionPreference = $preference; {Command} }}",
        ("preference", preference),
        ("tables", _tables),
        ("folder", Folder["states"]));

    private static int Changed(Target target, int table) =>
        int.Parse(target.Query($"SELECT CAST(count(*) AS varchar(9)) FROM t{table} WHERE v = 'changed'").Single()!, null);
}
