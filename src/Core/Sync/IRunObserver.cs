namespace RedshiftSync;

/// <summary>Receives the messages and the progress of a run, on the thread that called the run.</summary>
internal interface IRunObserver
{
    /// <summary>Receives a warning for the user; the run continues.</summary>
    void Warn(string message);

    /// <summary>Receives a message for verbose output.</summary>
    void Detail(string message);

    /// <summary>Receives a row that was skipped.</summary>
    void Skip(SkippedRow row);

    /// <summary>
    /// Receives the number of rows delivered so far, and the estimated part of the run, from 0 to 1; null when that is not known.
    /// </summary>
    void Progress(long rows, double? fraction);
}
