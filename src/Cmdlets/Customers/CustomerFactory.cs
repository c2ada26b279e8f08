namespace RedshiftSync;

/// <summary>Creates customers from rows.</summary>
/// <param name="firstName">The column that holds FirstName.</param>
/// <param name="lastName">The column that holds LastName.</param>
/// <param name="email">The column that holds Email.</param>
internal sealed class CustomerFactory(Column firstName, Column lastName, Column email)
{
    /// <summary>Creates a customer from the current row.</summary>
    public Customer Create(IRowReader row, KeyValue key, CursorValue? cursorValue) => new(
        key.Integer!.Value,
        Utf8Codec.ReadText(row, firstName),
        Utf8Codec.ReadText(row, lastName),
        Utf8Codec.ReadText(row, email),
        cursorValue?.Time);
}
