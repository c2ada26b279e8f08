using Npgsql;
using RedshiftSync.Adapters.Source;

namespace RedshiftSync.UnitTests.Source;

/// <summary>The errors of the server that mean a missing table.</summary>
public sealed class NpgsqlErrorsTests
{
    private static readonly TableName Table = new("shop", "orders");

    [Theory]
    [InlineData("42P01", "relation \"shop.orders\" does not exist", ErrorId.TableNotFound)]
    [InlineData("3F000", "schema \"shop\" does not exist", ErrorId.TableNotFound)]
    [InlineData("XX000", "Relation shop.orders does not exist in the database.", ErrorId.TableNotFound)]
    [InlineData("XX000", "Assert", ErrorId.QueryFailed)]
    [InlineData("XX000", "1023", ErrorId.SerializableIsolationViolation)]
    public void A_missing_table_is_told_from_other_errors(string sqlState, string message, string errorId)
    {
        var settings = new SourceSettings { Server = "cluster", Port = 5439, Database = "dev", Login = () => new Login("u", "p") };

        var error = NpgsqlErrors.WhileRunning(new PostgresException(message, "ERROR", "ERROR", sqlState), settings, schema: null, Table);

        Assert.Equal(errorId, Assert.IsType<SyncException>(error).ErrorId);
    }
}
