namespace RedshiftSync;

/// <summary>
/// Settings that were tried and work, from Connect-Redshift. A connection holds no open session: each command opens one and closes it. It
/// can be used from several runspaces at once, and never shows the password. Two connections are equal when they lead to the same database
/// as the same user with the same settings.
/// </summary>
public sealed class Connection : IEquatable<Connection>
{
    internal Connection(SourceSettings settings, ServerIdentity identity)
    {
        Settings = settings;
        Server = settings.Server;
        Port = settings.Port;
        Database = identity.Database;
        User = identity.User;
        SslMode = settings.TlsMode;
        ServerVersion = identity.Version;
        IsRedshift = identity.IsRedshift;
        ConnectedAt = new UtcTimestamp(DateTime.UtcNow);
    }

    /// <summary>The host name or address.</summary>
    public string Server { get; }

    /// <summary>The TCP port.</summary>
    public int Port { get; }

    /// <summary>The database, as the server names it.</summary>
    public string Database { get; }

    /// <summary>The user, as the server sees it.</summary>
    public string User { get; }

    /// <summary>How the connection is encrypted and the server verified.</summary>
    public TlsMode SslMode { get; }

    /// <summary>The version that the server reports.</summary>
    public string ServerVersion { get; }

    /// <summary>Whether the server reports itself as Redshift.</summary>
    public bool IsRedshift { get; }

    /// <summary>When the settings were tried, UTC.</summary>
    public UtcTimestamp ConnectedAt { get; }

    /// <summary>Whether Disconnect-Redshift was called for it.</summary>
    public bool IsDisconnected { get; internal set; }

    // For completion.
    internal ListingCache Listing { get; } = new();

    // Not public, because it gives access to the password.
    internal SourceSettings Settings { get; }

    private (string, TlsMode, string?, TimeSpan, TimeSpan, TimeSpan, string?, string) Values =>
        (ToString(), SslMode, Settings.RootCertificate, Settings.ConnectTimeout, Settings.StatementTimeout, Settings.ReadTimeout,
            Settings.QueryGroup, Settings.ApplicationName);

    /// <inheritdoc/>
    public bool Equals(Connection? other) => other is not null && Values.Equals(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Connection);

    /// <inheritdoc/>
    public override int GetHashCode() => Values.GetHashCode();

    /// <summary>User, server, port and database.</summary>
    public override string ToString() => $"{User}@{Server}:{Port}/{Database}";
}
