// Not in parallel: some tests measure time, and several start servers.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
