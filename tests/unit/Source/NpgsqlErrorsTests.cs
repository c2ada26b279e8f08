using Npgsql;
using RedshiftSync.Adapters.Source;

namespace RedshiftSync.UnitTests.Source;

/// <summary>The errors of the server that mean a missing table, or that quote a value.</summary>
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
        Assert.Equal(errorId, Translate(sqlState, message, isFiltered: false).ErrorId);
    }

    // The last are the texts of Redshift's compute nodes.
    [Theory]
    [InlineData("22P02", "invalid input syntax for type integer: \"sEcReT\"")]
    [InlineData("22007", "invalid input syntax for type date: \"sEcReT\"")]
    [InlineData("22012", "division by zero, sEcReT")]
    [InlineData("22999", "sEcReT")]
    [InlineData("XX000", "Invalid digit, Value 's', Pos 0, Type: Integer, sEcReT")]
    [InlineData("XX000", "  Overflow, Value 'sEcReT'")]
    public void A_failure_because_of_a_value_does_not_quote_it(string sqlState, string message)
    {
        var ofFilter = Translate(sqlState, message, isFiltered: true);
        Assert.Equal((ErrorId.FilterInvalid, "-Filter"), (ofFilter.ErrorId, ofFilter.Target));
        Assert.DoesNotContain("sEcReT", $"{ofFilter}", StringComparison.Ordinal);

        var other = Translate(sqlState, message, isFiltered: false);
        Assert.Equal((ErrorId.QueryFailed, $"{Table}"), (other.ErrorId, other.Target));
        Assert.DoesNotContain("sEcReT", other.Message, StringComparison.Ordinal);
    }

    private static SyncException Translate(string sqlState, string message, bool isFiltered)
    {
        var settings = new SourceSettings { Server = "cluster", Port = 5439, Database = "dev", Login = () => new Login("u", "p") };
        var statement = new SqlStatement("SELECT 1", []) { IsFiltered = isFiltered };
        var answer = new PostgresException(message, "ERROR", "ERROR", sqlState);
        return Assert.IsType<SyncException>(NpgsqlErrors.WhileRunning(answer, statement, settings, schema: null, Table));
    }
}
