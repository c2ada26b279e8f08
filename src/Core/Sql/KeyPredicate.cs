using System.Collections.Immutable;
using System.Globalization;

namespace RedshiftSync;

/// <summary>
/// Conditions that compare the key of a row with a position in the order of the key. They are spelled out part by part, because Redshift
/// evaluates <c>(a, b) &gt; (x, y)</c> as <c>a &gt; x AND b &gt; y</c> and loses rows (docs/redshift.md, Statements).
/// </summary>
/// <param name="Columns">The columns of the key, in the order of the key.</param>
/// <param name="Parameter">The name of the first parameter; the names of the others end in their numbers.</param>
internal sealed record KeyPredicate(ImmutableArray<Column> Columns, string Parameter)
{
    /// <summary>
    /// The rows after the position. NULL sorts after all values and compares with none, so each part also selects IS NULL: such a row is
    /// read and reported, not missed.
    /// </summary>
    public string After => Expand(
        (column, value) => $"{column} > {value} OR {column} IS NULL",
        (column, value, rest) => $"{column} > {value} OR {column} IS NULL OR ({column} = {value} AND ({rest}))");

    /// <summary>The rows up to the position, inclusive: the complement of <see cref="After"/>.</summary>
    public string UpTo => Expand(
        (column, value) => $"{column} <= {value}", (column, value, rest) => $"{column} < {value} OR ({column} = {value} AND ({rest}))");

    /// <summary>Binds the values of the position.</summary>
    public IEnumerable<SqlParameterValue> Bind(KeyValue key) => key.Parts.Select((part, i) => SqlParameterValue.OfKeyPart(NameOf(i), part));

    private string Expand(Func<string, string, string> last, Func<string, string, string, string> part)
    {
        var sql = last(Columns[^1].Quoted, $"@{NameOf(Columns.Length - 1)}");
        for (var i = Columns.Length - 2; i >= 0; i--)
        {
            sql = part(Columns[i].Quoted, $"@{NameOf(i)}", sql);
        }

        return sql;
    }

    private string NameOf(int part) => part == 0 ? Parameter : string.Create(CultureInfo.InvariantCulture, $"{Parameter}{part + 1}");
}
