// Tests share the machine with the servers they start, and some measure time: one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
