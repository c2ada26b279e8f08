namespace RedshiftSync.IntegrationTests;

/// <summary>How much is tried: what fits into every run of the tests, or all when <c>REDSHIFTSYNC_TEST_THOROUGH</c> is 1.</summary>
internal static class TestSize
{
    public static int Of(int thorough, int usual) => Environment.GetEnvironmentVariable("REDSHIFTSYNC_TEST_THOROUGH") == "1" ? thorough : usual;
}
