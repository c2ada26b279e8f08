using System.Text.RegularExpressions;
using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Faults;

/// <summary>
/// Every statement that the module sends is accepted by an emulator that refuses unsupported SQL as Redshift does. The statements are
/// listed in a file, so that a new one has to be reviewed.
/// </summary>
[Collection(SharedRedshift.Name)]
[Trait("Source", "none")]
public sealed partial class StatementListTests : IDisposable
{
    private const string Rows = """
        SELECT g, 'first', 'last', CASE WHEN g % 5 = 0 THEN NULL ELSE 'email' END, timestamp '2024-02-01' + g * interval '1 minute'
        FROM generate_series(1, 400) g
        UNION ALL VALUES (1000::bigint, 'no time', '', '', NULL::timestamp), (1001, 'no time', '', '', NULL),
            (1003, 'no time', '', '', NULL), (NULL, 'null_key', '', '', '2023-01-01'), (1002, 'future', '', '', '2099-01-01')
        """;

    // The scripts use $table and $zoned; states and destinations are new each time unless they have a name.
    private static readonly string[] Scripts =
    [
        "Get-RedshiftCustomerChange -Table $table",
        "Get-RedshiftCustomerChange -Table $table -Since 2024-02-01 -Until 2024-02-02 -First 3",
        "Get-RedshiftCustomerChange -Table $table -Since 0001-01-01 -SkipUnreadable",
        "Get-RedshiftCustomerChange -Table $table -NullTimestamp Include -First 1",
        "Get-RedshiftCustomerChange -Table $table -First 1",
        "Get-RedshiftCustomerChange -Table $table -NullTimestamp Warn",
        "Get-RedshiftCustomerChange -Table $table -TimeZone Europe/Berlin",
        "Get-RedshiftCustomerChange -Table $zoned -Until 2024-02-02",
        "Get-RedshiftCustomerChange -Table 'testers.\"odd \"\"name.x\"' -CustomerIdColumn 'I\"d' -FirstNameColumn f " +
            "-LastNameColumn l -EmailColumn 'e mail' -UpdatedAtColumn 'changed\\at'",
        "Sync-RedshiftCustomers \"$state.1\" -Table $table",
        "Sync-RedshiftCustomers \"$state.1\" -Table $table",
        "Sync-RedshiftCustomers \"$state.1\" -Table $table -Lookback 1h",
        "Sync-RedshiftCustomers \"$state.1\" -Table $table -Full -MaxRow 5 -NullTimestamp Include",
        "Sync-RedshiftCustomers \"$state.1\" -Table $table -MaxRow 5 -Lookback 1m -NullTimestamp Error",
        "Sync-RedshiftCustomers \"$state.1\" -Table $table -WhatIf",
        "Sync-RedshiftCustomers \"$state.2\" -Table $table -TimeZone Europe/Berlin -SafetyLag 0",
        "Sync-RedshiftCustomers \"$state.3\" -Table $zoned",
        "Sync-RedshiftCustomers \"$state.3\" -Table $zoned",
        "Sync-RedshiftCustomers \"$state.4\" -Table $table -BatchSize 7 -ForEachBatch { }",
        "Sync-RedshiftCustomers \"$state.5\" -Table $table -BatchSize 7 -Destination $db",
        "Sync-RedshiftCustomers \"$state.6\" -Table $zoned -Destination $db",
        "Test-RedshiftSync $db -Table $table",
        "Test-RedshiftSync $db -Table $zoned",
        "Sync-RedshiftCustomers \"$state.5\" -Table $table -Destination $db -NullTimestamp Include",
        "Test-RedshiftSync $db -Table $table",
        "Sync-RedshiftCustomers \"$state.7\" -Table $padded -Destination $db",
        "Test-RedshiftSync $db -Table $padded",
        "Test-RedshiftSource -Table $table",
        "Test-RedshiftSource -Table $zoned -Quick",
        "Test-RedshiftSource -Table listed_public",
        "$cut.Invoke(); Sync-RedshiftCustomers \"$state.8\" -Table $zoned -NullTimestamp Include -WarningAction SilentlyContinue",
        "$delete.Invoke(); Test-RedshiftSync $db -Table $table",
        "$change.Invoke(); Test-RedshiftSync $db -Table $table",
        "Sync-RedshiftCustomers \"$state.5\" -Table $table -Destination $db -RemoveDeleted Report",
        "Sync-RedshiftCustomers \"$state.5\" -Table $table -Destination $db -RemoveDeleted Delete -MaxDeletePercent 100",
    ];

    private readonly RedshiftFixture _redshift;
    private readonly TemporaryFolder _folder = new();
    private readonly string _table;

    public StatementListTests(RedshiftFixture redshift)
    {
        _redshift = redshift;
        _table = CustomerTable.Create(redshift.Server, "listed", Rows);
        CustomerTable.Create(redshift.Server, "listed_tz", Rows, "timestamptz");
        redshift.Server.Execute($"""
            DROP TABLE IF EXISTS testers.listed_char, testers."odd ""name.x", public.listed_public;
            CREATE TABLE testers.listed_char (customer_id smallint, first_name char(10), last_name varchar(9),
                email text, updated_at timestamp);
            INSERT INTO testers.listed_char VALUES (1, 'a', 'b', 'c', '2024-02-01');
            CREATE TABLE testers."odd ""name.x" ("I""d" integer, f text, l text, "e mail" text, "changed\at" timestamp);
            CREATE TABLE public.listed_public (customer_id bigint, first_name text, last_name text, email text, updated_at timestamp);
            GRANT SELECT ON testers.listed_char, testers."odd ""name.x", public.listed_public TO {PostgresServer.User}
            """);
    }

    private static string Approved => Path.Combine(Repository.Root, "tests", "integration", "Faults", "Statements.approved.txt");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_statement_is_accepted_and_on_the_approved_list()
    {
        using var cluster = _redshift.Start();
        using var host = _redshift.Unconnected(cluster, nameof(StatementListTests));
        host.Run(
            "$null = Connect-Redshift @a; $null = Connect-Redshift @a -StatementTimeout 90 -QueryGroup 'nightly etl'",
            ("table", _table),
            ("zoned", "testers.listed_tz"),
            ("padded", "testers.listed_char"),
            ("state", _folder["s"]),
            ("db", _folder["s.db"]),
            ("cut", (Action)(() => cluster.Server.Faults = FaultPlan.CutAfterRow(2, Cut.End).On("IS NULL ORDER BY"))),
            ("change", (Action)(() => _redshift.Server.Execute($"UPDATE {_table} SET email = 'changed' WHERE customer_id % 4 = 1"))),
            ("delete", (Action)(() => _redshift.Server.Execute(
                $"DELETE FROM {_table} WHERE customer_id = 17; UPDATE {_table} SET email = 'changed' WHERE customer_id = 18"))))
            .ThrowIfFailed();
        foreach (var script in Scripts)
        {
            // Because of NULL keys and rows without a time, some scripts end with an error after sending all their statements.
            var error = host.Run(script).ErrorId?.Split(',')[0];
            Assert.True(error is null or "NullTimestamp", $"{script}: {error}");
        }

        Assert.DoesNotContain(cluster.Server.Statements, s => s.RefusedWith is not null);
        var sent = cluster.Server.Statements.Select(Normalized).Distinct().Order(StringComparer.Ordinal).ToList();
        var received = Path.Combine(AppContext.BaseDirectory, "Statements.received.txt");
        File.WriteAllLines(received, sent);
        var approved = File.Exists(Approved) ? File.ReadAllLines(Approved) : [];
        Assert.True(
            sent.SequenceEqual(approved),
            $"""
            The statements differ from the list. Look at each, against what is known of Redshift, then copy '{received}' over it.
            New: {string.Join(Environment.NewLine, sent.Except(approved))}
            Gone: {string.Join(Environment.NewLine, approved.Except(sent))}
            """);
    }

    // A statement that differs only in its buckets counts once.
    private static string Normalized(SentStatement statement)
    {
        var text = Listed().Replace(statement.Text, "b IN (#)");
        text = Buckets().Replace(text, "% #");
        return statement.ParameterTypes.Count == 0 ? text : $"{text}   [{string.Join(", ", statement.ParameterTypes.Select(NameOf))}]";
    }

    private static string NameOf(uint oid) => oid switch
    {
        20 => "bigint",
        1043 => "varchar",
        1114 => "timestamp",
        1184 => "timestamptz",
        _ => $"{oid}",
    };

    [GeneratedRegex(@"b IN \(\d+(, \d+)*\)")]
    private static partial Regex Listed();

    [GeneratedRegex(@"% \d+")]
    private static partial Regex Buckets();
}
