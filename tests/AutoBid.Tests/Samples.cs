using Purser.AutoBid.Worker.Matching;
using Purser.AutoBid.Worker.Submitting;
using Purser.Jobs;

namespace Purser.AutoBid.Worker.Tests;

/// <summary>Jobs and members for tests that need one.</summary>
internal static class Samples
{
    public static JobPost Job(string id = "job-1", string title = "Shop", string description = "", params string[] skills) =>
        new(JobId.Parse(id), title, description, JobPayment.Fixed, "Expert", Budget: 500, Rate: null, skills, PostedAt: null);

    public static MemberProfile Profile(Dictionary<string, double>? skills = null, Dictionary<string, double>? keywords = null) =>
        new(skills ?? [], keywords ?? [], About: "I build shops.");

    public static Proposal Proposal(string jobId = "job-1", string because = "C# 1 (skill)") =>
        new(TeamId.Parse("acme"), MemberId.Parse("anna"), Job(jobId, skills: "C#"), Score: 80, because);
}
