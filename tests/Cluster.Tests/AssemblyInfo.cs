// Most tests here have the machine to themselves, since they look at how long things take; they are in collections that say so. The
// others mostly wait, for reminders and leases, and do that side by side.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.Collections)]
