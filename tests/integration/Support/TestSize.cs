namespace RedshiftSync.IntegrationTests;

/// <summary>The number of cases: those that fit into every test run, or all if <c>REDSHIFTSYNC_TEST_THOROUGH</c> is 1.</summary>
internal static class TestSize
{
    public static int Of(int thorough, int usual) =>
        Environment.GetEnvironmentVariable("REDSHIFTSYNC_TEST_THOROUGH") == "1" ? thorough : usual;
}
