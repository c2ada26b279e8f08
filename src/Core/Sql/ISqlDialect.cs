namespace RedshiftSync;

/// <summary>The SQL in which Redshift and PostgreSQL differ.</summary>
internal interface ISqlDialect
{
    /// <summary>Returns an expression for the MD5 of a text's UTF-8 bytes, as 32 hexadecimal digits.</summary>
    /// <param name="text">An expression.</param>
    string Md5(string text);

    /// <summary>
    /// Returns an expression for the first 60 bits of an MD5 as a bigint. Every server reads fifteen digits as a positive number.
    /// </summary>
    /// <param name="hash">An expression that yields hexadecimal digits.</param>
    string Number(string hash);

    /// <summary>The end of a subquery whose expressions are to be computed once, however often the outer query uses them.</summary>
    string Fence { get; }

    /// <summary>Returns a statement whose result has a row if a session is executing a statement.</summary>
    /// <param name="process">The server process of the session.</param>
    SqlStatement FindActivity(long process);
}
