using Purser.AutoBid.Worker.Matching;
using Purser.Jobs;

namespace Purser.AutoBid.Worker.Running;

/// <summary>A step that is to be reported.</summary>
/// <param name="Job">The job.</param>
/// <param name="Match">How well it fits, where that is known.</param>
/// <param name="Report">What became of the step.</param>
internal sealed record FinishedStep(JobPost Job, JobMatch? Match, JobReport Report);
