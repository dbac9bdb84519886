using Purser.Jobs;

namespace Purser.AutoBid.Worker.Submitting;

/// <summary>Hands a proposal to whatever submits it.</summary>
internal interface IProposalSubmitter
{
    /// <exception cref="SubmissionFailedException">It was not submitted; its credit goes back.</exception>
    Task SubmitAsync(Proposal proposal, CancellationToken cancellation);
}

/// <summary>A job that a member bids on.</summary>
internal sealed record Proposal(TeamId TeamId, MemberId MemberId, JobPost Job, int Score, string Because);

/// <summary>A proposal was not submitted, or nobody knows whether it was.</summary>
internal sealed class SubmissionFailedException(string message, bool mayHaveArrived, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether it may have arrived all the same; false where it was refused, or never sent.</summary>
    public bool MayHaveArrived => mayHaveArrived;
}
