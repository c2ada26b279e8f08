using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Rows that a constraint of an existing table refuses.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class ConstraintTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    // Some mismatches show only when a row is written; its batch is rolled back.
    [Theory]
    [InlineData(
        "sqlite",
        "a rule",
        "CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, first_name TEXT " +
            "CHECK (length(first_name) <> 5), last_name TEXT, email TEXT, updated_at TEXT)")]
    [InlineData(
        "sqlite",
        "a NULL",
        "CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT NOT NULL, updated_at TEXT)")]
    [InlineData(
        "sqlite",
        "another unique column",
        "CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT UNIQUE, email TEXT, updated_at TEXT)")]
    [InlineData(
        "postgresql",
        "a rule",
        "CREATE TABLE customers (customer_id bigint PRIMARY KEY, first_name text " +
            "CHECK (length(first_name) <> 5), last_name text, email text, updated_at timestamptz)")]
    [InlineData(
        "postgresql",
        "a NULL",
        "CREATE TABLE customers (customer_id bigint PRIMARY KEY, first_name text, last_name text, email text NOT NULL, " +
            "updated_at timestamptz)")]
    [InlineData(
        "postgresql",
        "another unique column",
        "CREATE TABLE customers (customer_id bigint PRIMARY KEY, first_name text, last_name text UNIQUE, email text, " +
            "updated_at timestamptz)")]
    [InlineData(
        "postgresql",
        "a text that is too long",
        "CREATE TABLE customers (customer_id bigint PRIMARY KEY, first_name varchar(4), last_name text, email text, " +
            "updated_at timestamptz)")]
    [InlineData(
        "postgresql",
        "a key that is too large",
        "CREATE TABLE customers (customer_id smallint PRIMARY KEY, first_name text, last_name text, email text, updated_at timestamptz)")]
    public void A_refused_row_ends_the_run_at_its_batch(string kind, string what, string sql)
    {
        SampleCustomers.Create(Source.Server);
        Source.Server.Execute(
            $"UPDATE {SampleCustomers.Table} SET email = NULL, last_name = 'Doe', customer_id = 70000 WHERE customer_id = 5");
        var target = Create(kind);
        target.Execute(sql);

        var result = Sync(target, "-BatchSize 1");

        AssertFailed(ErrorId.UnreadableRow, result);
        Assert.Equal("customer_id 70000", $"{result.Errors.Single().TargetObject}");
        Assert.DoesNotContain("Ricky", $"{result.Failure} {result.Failure!.Exception}", StringComparison.Ordinal);
        Assert.Equal(["2", "4"], target.Query("SELECT CAST(customer_id AS varchar(9)) FROM customers ORDER BY customer_id"));
        Assert.Equal("2024-02-14T22:59:59.000000Z / 4", Watermark());

        // Once the table accepts the row, the run resumes there.
        target.Execute("DROP TABLE customers");
        Run(target, "Remove-Item $state -ErrorAction Ignore");
        Assert.True((long)Delivered(target).RowsDelivered > 0, what);
    }
}
