namespace RedshiftSync;

/// <summary>What the servers that can be read say differently in SQL.</summary>
internal interface ISqlDialect
{
    /// <summary>The MD5 of a text's UTF-8, as 32 hexadecimal digits; an expression.</summary>
    /// <param name="text">An expression.</param>
    string Md5(string text);

    /// <summary>The first 60 bits of an MD5 as a bigint; an expression. Every server reads fifteen digits as a positive number.</summary>
    /// <param name="hash">An expression that yields hexadecimal digits.</param>
    string Number(string hash);

    /// <summary>What ends a subquery whose expressions are to be computed once, however often they are used outside.</summary>
    string Fence { get; }

    /// <summary>A statement that returns a row if a session is executing a statement.</summary>
    /// <param name="process">The server process of the session.</param>
    SqlStatement FindActivity(long process);
}
