// Not in parallel: tests share the machine with the servers they start, and some measure time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
