namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>Copies of a state file, a destination's table and its checkpoint: taken after each kill, and restored at random.</summary>
/// <param name="state">The state file.</param>
/// <param name="target">The destination.</param>
/// <param name="table">The destination's table.</param>
/// <param name="random">Chooses the copies.</param>
internal sealed class SyncCopies(string state, Target target, string table, Random random)
{
    private const int Kept = 3;

    private readonly string[] _tables = [table, "redshiftsync_checkpoint"];

    // The state, and the name of a copy of the destination; the newest last.
    private readonly List<(byte[] State, string Name)> _copies = [];
    private int _taken;

    /// <summary>Takes a copy.</summary>
    public void Take()
    {
        var name = $"copy{_taken++}";
        ForEachTable(original => $"CREATE TABLE {name}_{original} AS SELECT * FROM {original}");
        _copies.Add((File.ReadAllBytes(state), name));
        if (_copies.Count > Kept)
        {
            ForEachTable(original => $"DROP TABLE {_copies[0].Name}_{original}");
            _copies.RemoveAt(0);
        }
    }

    /// <summary>Restores the state file as it is, as it was before the last copy, or one copy earlier.</summary>
    /// <returns>Whether it is an older one.</returns>
    public bool RestoreState()
    {
        var copy = Choose();
        if (copy == _copies[^1])
        {
            return false;
        }

        File.WriteAllBytes(state, copy.State);
        return true;
    }

    /// <summary>Restores the destination as it is, as it was before the last copy, or one copy earlier.</summary>
    /// <returns>Whether it is an older one.</returns>
    public bool RestoreDestination()
    {
        var copy = Choose();
        if (copy == _copies[^1])
        {
            return false;
        }

        EmptyDestination();
        ForEachTable(original => $"INSERT INTO {original} SELECT * FROM {copy.Name}_{original}");
        return true;
    }

    /// <summary>Removes the destination's rows and its checkpoint.</summary>
    public void EmptyDestination() => ForEachTable(original => $"DELETE FROM {original}");

    private (byte[] State, string Name) Choose() => _copies[^(Math.Min(random.Next(Kept), _copies.Count - 1) + 1)];

    private void ForEachTable(Func<string, string> statement) => Array.ForEach(_tables, original => target.Execute(statement(original)));
}
