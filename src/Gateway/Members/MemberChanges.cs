using Purser.Gateway.Answers;
using Purser.Gateway.Problems;
using Purser.Teams;

namespace Purser.Gateway.Members;

/// <summary>How a change of a member is answered, whichever it was.</summary>
internal static class MemberChanges
{
    public static Task Send(HttpContext context, string teamId, string memberId, MemberOutcome outcome) => outcome switch
    {
        MemberOutcome.Done done => Answer.Send(
            context,
            done.Added ? StatusCodes.Status201Created : StatusCodes.Status200OK,
            MemberAnswer.Of(done.Member),
            AnswerJson.Default.MemberAnswer),
        MemberOutcome.NoFreeSeat full => ProblemWriter.Write(context, Problem.NoFreeSeat(full.Seats)),
        MemberOutcome.TooManyMembers => ProblemWriter.Write(context, Problem.TooManyMembers()),
        MemberOutcome.OwnerIsFixed owner => ProblemWriter.Write(context, Problem.OwnerRequired(owner.OwnerId)),
        MemberOutcome.NoSuchMember => ProblemWriter.Write(context, Problem.NoSuchMember(teamId, memberId)),
        _ => ProblemWriter.Write(context, Problem.NoSuchTeam(teamId)),
    };
}
