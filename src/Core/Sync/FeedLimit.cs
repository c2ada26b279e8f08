namespace RedshiftSync;

/// <summary>The LIMIT of a feed's statements, so that the server does not prepare more rows than are wanted.</summary>
internal sealed class FeedLimit(ReadPlan plan)
{
    // Redshift takes no larger number (docs/redshift.md, Statements). The feed stops by itself at the limit that the user gave.
    private const long MaxLimit = int.MaxValue;

    private long _factor = 1;

    /// <summary>The limit of a statement; null for none.</summary>
    /// <param name="phase">The phase that the statement reads.</param>
    /// <param name="counted">The number of rows so far that count towards <see cref="ReadPlan.MaxRow"/>.</param>
    public long? For(FeedPhase phase, long counted)
    {
        if (plan.MaxRow is not { } max || !plan.Counts(phase))
        {
            return null;
        }

        // Without a key, a statement that was cut off could only be continued by repeating rows.
        if (!plan.Schema.HasKey && (plan.ForCheckpoint || plan.SkipUnreadable))
        {
            return null;
        }

        // A checkpoint needs one row more than wanted, to tell whether the last group is complete.
        var wanted = plan.ForCheckpoint ? max - counted : max - counted - 1;
        return wanted >= MaxLimit / _factor ? null : (wanted + 1) * _factor;
    }

    /// <summary>Raises the next limit after one that ended within a group or was used up by skipped rows.</summary>
    public void Raise() => _factor = Math.Min(_factor * 2, MaxLimit);
}
