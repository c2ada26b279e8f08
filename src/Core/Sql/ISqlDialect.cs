namespace RedshiftSync;

/// <summary>What the servers that can be read say differently in SQL.</summary>
internal interface ISqlDialect
{
    /// <summary>The MD5 of a text's UTF-8, as 32 hexadecimal digits; an expression.</summary>
    /// <param name="text">An expression.</param>
    string Md5(string text);

    /// <summary>Eight digits of an MD5 as a number; an expression.</summary>
    /// <param name="hash">An expression that yields hexadecimal digits.</param>
    /// <param name="at">The first of the eight, from 1.</param>
    string HashPart(string hash, int at);

    /// <summary>A statement that returns a row if a session is executing a statement.</summary>
    /// <param name="process">The server process of the session.</param>
    SqlStatement FindActivity(long process);
}
