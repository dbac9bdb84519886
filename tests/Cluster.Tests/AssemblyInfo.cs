// Each test here has a whole cluster to itself, and looks at how long things take.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
