namespace RedshiftSync;

/// <summary>Converts arguments of parameters that take a time, a day or a number into cursor values.</summary>
internal static class CursorArgument
{
    /// <summary>Converts an argument to a cursor value.</summary>
    /// <param name="argument">A long, or a time in UTC; null for none.</param>
    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="schema">The table, described.</param>
    /// <param name="axis">How the values of the cursor column relate to UTC.</param>
    /// <param name="isBound">Whether the argument is an exclusive upper bound.</param>
    /// <returns>Null for no argument, and for an upper bound after the last day of the calendar.</returns>
    /// <exception cref="SyncException">ParameterInvalid.</exception>
    public static CursorValue? Convert(object? argument, string parameter, TableSchema schema, CursorAxis axis, bool isBound = false)
    {
        if (argument is null)
        {
            return null;
        }

        var value = EngineValue.Unwrap(argument) is long number ? CursorValue.OfInteger(number) : CursorValue.OfTime((DateTime)argument);
        var adapted = axis.Adapt(value) ?? throw ParameterErrors.Invalid(
            $"-{parameter} does not fit column {schema.Cursor.Name} of {schema.Table}, which is of type {schema.Cursor.Type!.Name}.",
            axis.Kind == CursorKind.Integer ? "Give a whole number." : "Give a time, year first: 2024-05-01 or 2024-05-01T12:30:00Z.",
            parameter);
        return isBound ? axis.AdaptBound(value) : adapted;
    }
}
