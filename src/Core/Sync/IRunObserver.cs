namespace RedshiftSync;

/// <summary>Told what a run does, on the thread that called the run.</summary>
internal interface IRunObserver
{
    /// <summary>Something that the user should know although the run goes on.</summary>
    void Warn(string message);

    /// <summary>What happens, for those who asked for detail.</summary>
    void Detail(string message);

    /// <summary>A row was skipped.</summary>
    void Skip(SkippedRow row);

    /// <summary>How many rows have been delivered so far, and about which part of the whole that is, from 0 to 1; null when that is not known.</summary>
    void Progress(long rows, double? fraction);
}
