using Npgsql;

namespace RedshiftSync.RedshiftEmulator.Tests;

[Collection(SharedEmulator.Name)]
public sealed class TableTests(EmulatorFixture fixture)
{
    [Fact]
    public void A_declared_key_can_repeat()
    {
        fixture.Backend.Execute("""
            CREATE TABLE testers."Repeated" (id int, at timestamp, PRIMARY KEY (id, at)); GRANT SELECT ON testers."Repeated" TO PUBLIC;
            INSERT INTO testers."Repeated" VALUES (1, '2024-01-01')
            """);
        try
        {
            RedshiftTables.AllowDuplicateKeys(fixture.Backend, "testers.\"Repeated\"");
            fixture.Backend.Execute("INSERT INTO testers.\"Repeated\" VALUES (1, '2024-01-01'), (1, '2024-01-01')");
            using var connection = fixture.Open();

            Assert.Equal([1, 1, 1], connection.Column<int>("SELECT id FROM testers.\"Repeated\" WHERE id = 1 ORDER BY id, at"));
            Assert.Equal(
                "Repeated_pkey", connection.Column<string>("SELECT conname FROM pg_constraint WHERE conname LIKE 'Repeated%'").Single());
            var missing = Assert.Throws<PostgresException>(
                () => fixture.Backend.Execute("INSERT INTO testers.\"Repeated\" VALUES (2, NULL)"));
            Assert.Equal("23502", missing.SqlState);
        }
        finally
        {
            fixture.Backend.Execute("DROP TABLE testers.\"Repeated\"");
        }
    }

    [Fact]
    public void NaN_compares_as_false_in_a_scan()
    {
        RedshiftTables.CompareNaNAsInScans(fixture.Backend);
        RedshiftTables.CompareNaNAsInScans(fixture.Backend);
        fixture.Backend.Execute("""
            CREATE TABLE testers.floats (n int, x float8, y float4); GRANT SELECT ON testers.floats TO PUBLIC;
            INSERT INTO testers.floats VALUES (1, 'NaN', 'NaN'), (2, 1, 1), (3, NULL, 2)
            """);
        try
        {
            using var connection = fixture.Open();

            foreach (var condition in (string[])["x = x", "y = y AND n < 3", "x <= 5", "NOT x > 5", "x = y", "y < 5 AND x IS NOT NULL"])
            {
                Assert.Equal([2], connection.Column<int>($"SELECT n FROM testers.floats WHERE {condition}"));
            }

            Assert.Empty(connection.Column<int>("SELECT n FROM testers.floats WHERE x > 5 OR x <> x OR NOT x = x"));
            Assert.Equal([2, 1, 3], connection.Column<int>("SELECT n FROM testers.floats ORDER BY x"));
        }
        finally
        {
            fixture.Backend.Execute("DROP TABLE testers.floats");
        }
    }
}
