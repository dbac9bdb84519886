using Purser.Teams;

namespace Purser.AutoBid;

/// <summary>What only Auto Bid may ask of a team; implemented by the team's own grain.</summary>
[Alias("purser.ITeamSteps")]
internal interface ITeamSteps : IGrainWithStringKey
{
    /// <summary>As <see cref="ITeamGrain.DebitMany"/>, for steps of jobs: their keys are of a namespace of their own, see <see cref="JobKeys"/>.</summary>
    [Alias("DebitSteps")]
    Task<DebitBatch> DebitSteps(DebitRequest[] steps);
}
