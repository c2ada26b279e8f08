namespace RedshiftSync;

/// <summary>What a sync was asked to do.</summary>
/// <param name="Shape">The source table.</param>
/// <param name="Source">The identity that the state file has to match.</param>
/// <param name="Since">Where a first sync starts, UTC and inclusive; null for <see cref="SyncState.DefaultStart"/>.</param>
/// <param name="SafetyLag">How far behind the server's clock to stay. A row is never missed if it is committed within this time of its stamp.</param>
/// <param name="Force">Whether to accept a state of another source or beyond the server's clock.</param>
public sealed record SyncRequest(TableShape Shape, SourceIdentity Source, DateTime? Since, TimeSpan SafetyLag, bool Force)
{
    /// <summary>The lag unless told otherwise.</summary>
    public static readonly TimeSpan DefaultSafetyLag = TimeSpan.FromMinutes(1);
}
