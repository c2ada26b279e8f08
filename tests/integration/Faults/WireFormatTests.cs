using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Faults;

/// <summary>A server that sends values in another form than before is refused before a row is out.</summary>
[Collection(SharedRedshift.Name)]
[Trait("Source", "none")]
public sealed class WireFormatTests : IDisposable
{
    private readonly RedshiftFixture _redshift;
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host;
    private readonly RedshiftQuirks _quirks;

    public WireFormatTests(RedshiftFixture redshift)
    {
        _redshift = redshift;
        _quirks = redshift.Cluster.Quirks;
        redshift.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS shop;
            GRANT USAGE ON SCHEMA shop TO {PostgresServer.User};
            DROP TABLE IF EXISTS shop.measured;
            CREATE TABLE shop.measured (
                code varchar(10) PRIMARY KEY, n integer, x double precision, ok boolean, at timestamptz, amount numeric(10,2), seen date);
            INSERT INTO shop.measured VALUES ('a', 7, 1.5, true, '2024-05-01Z', 12.34, '2024-03-01');
            GRANT SELECT ON shop.measured TO {PostgresServer.User}
            """);
        _host = redshift.Connect(nameof(WireFormatTests));
        _host.Run("$a = @{ Table = 'shop.measured'; StatePath = $state }", ("state", _folder["s.json"])).ThrowIfFailed();
    }

    public void Dispose()
    {
        _redshift.Cluster.Quirks = _quirks;
        _host.Dispose();
        _folder.Dispose();
        _redshift.Server.Execute("DROP TABLE shop.measured");
    }

    [Theory]
    [InlineData("n", "seen", BinaryTypes.Integers)]
    [InlineData("x", "seen", BinaryTypes.Floats)]
    [InlineData("ok", "seen", BinaryTypes.Booleans)]
    [InlineData("n", "at", BinaryTypes.Timestamps)]
    public void Another_form_of_values_is_refused_before_a_row_is_out(string column, string cursor, BinaryTypes wrong)
    {
        _redshift.Cluster.Quirks = _quirks with { WrongBinary = wrong };
        var columns = ("columns", (object)new[] { column });

        var result = _host.Run($"Sync-RedshiftTable @a -CursorColumn {cursor} -Column $columns", columns);

        Assert.StartsWith("WireFormatChanged,", result.ErrorId, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.Empty(result.Warnings);
        Assert.False(File.Exists(_folder["s.json"]));
    }

    [Fact]
    public void The_binary_form_of_numeric_does_not_matter()
    {
        _redshift.Cluster.Quirks = _quirks with { WrongBinary = BinaryTypes.Numerics };

        var result = _host.Run("Sync-RedshiftTable @a -CursorColumn at | ForEach-Object { \"$($_.amount -eq 12.34)\" }").ThrowIfFailed();

        Assert.Equal("True", result.Output.Single().ToString());
    }
}
