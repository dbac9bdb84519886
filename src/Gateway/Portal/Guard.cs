using Purser.AuditTrail;
using Purser.Gateway.Cluster;
using Purser.Gateway.Portal.Access;
using Purser.Gateway.Portal.Pages;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Portal;

/// <summary>
/// What stands before everything that is a team's: whether there is a visit, whether its member is one still, whether they may, and
/// whether the form is from the page. The team is asked each time, so that what is taken away is gone at once.
/// </summary>
internal sealed partial class Guard(Seal seal, FormToken forms, VisitCookie cookie, ClusterCalls cluster, TimeProvider time, ILogger<Guard> log)
{
    /// <summary>Bytes of a form: many times what any of the page has.</summary>
    private const long LongestForm = 64 * 1024;

    /// <summary>For those with a visit and a right.</summary>
    public RequestDelegate Protect(Right right, Func<Visit, Task<IResult>> answer) => Shield(context => AskAsync(context, right, answer));

    /// <summary>For a browser: whatever goes wrong is a page with a few words.</summary>
    public RequestDelegate Shield(Func<HttpContext, Task<IResult>> answer) => async context =>
    {
        IResult result;
        try
        {
            result = await answer(context);
        }
        catch (Exception failure) when (!context.RequestAborted.IsCancellationRequested)
        {
            result = Describe(context, failure);
        }

        await result.ExecuteAsync(context);
    };

    private async Task<IResult> AskAsync(HttpContext context, Right right, Func<Visit, Task<IResult>> answer)
    {
        if (!TeamId.TryParse(context.Request.RouteValues["teamId"] as string, out var teamId)
            || await Pass.ReadVisitAsync(seal, cookie.Read(context, teamId)) is not { } pass
            || pass.TeamId != teamId || pass.ExpiresAt <= time.GetUtcNow())
        {
            return new Notice(StatusCodes.Status401Unauthorized, "notice.visit");
        }

        var admission = new Admission(teamId, pass.MemberId, PortalPaths.Of(teamId), () => Task.FromResult(pass.ExpiresAt > time.GetUtcNow()))
        {
            FormToken = await forms.ForAsync(pass),
            IsOwnFormAsync = request => IsFromThePageAsync(request, pass),
        };
        return await AdmitAsync(context, right, admission, answer);
    }

    /// <summary>Whether who was let in is a member still, and may.</summary>
    public async Task<IResult> AdmitAsync(HttpContext context, Right right, Admission admission, Func<Visit, Task<IResult>> answer)
    {
        if (await cluster.AskAsync(grains => grains.Team(admission.TeamId).GetMember(admission.MemberId)) is not { Standing: { Status: MemberStatus.Active } member } found)
        {
            return new Notice(StatusCodes.Status403Forbidden, "notice.member");
        }

        if (HttpMethods.IsPost(context.Request.Method))
        {
            Actor.Member(admission.MemberId).Act();
        }

        if (!member.Role.May(right))
        {
            return new Notice(StatusCodes.Status403Forbidden, "notice.right");
        }

        return HttpMethods.IsPost(context.Request.Method) && !await IsGoodFormAsync(context.Request, admission)
            ? new Notice(StatusCodes.Status403Forbidden, "notice.form")
            : await answer(new Visit(context, admission, member, found.TimeZone));
    }

    private static async Task<bool> IsGoodFormAsync(HttpRequest request, Admission admission) =>
        request.HasFormContentType && request.ContentLength is > 0 and <= LongestForm
        && (admission.IsOwnFormAsync is null || await admission.IsOwnFormAsync(request));

    private async Task<bool> IsFromThePageAsync(HttpRequest request, Pass pass)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin"))
        {
            return false;
        }

        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        return await forms.IsOfAsync(pass, form[FormToken.Field]);
    }

    private Notice Describe(HttpContext context, Exception failure)
    {
        var problem = Failures.Describe(failure, isRead: !HttpMethods.IsPost(context.Request.Method));
        if (problem is null)
        {
            LogBug(failure, context.Request.Path);
        }

        return problem is { Status: < StatusCodes.Status500InternalServerError and not StatusCodes.Status429TooManyRequests }
            ? new Notice(problem.Status, "notice.request")
            : new Notice(problem?.Status ?? StatusCodes.Status500InternalServerError, "notice.away");
    }

    /// <summary>A state of the world is said at a level that nobody is woken by.</summary>
    public static void LogFailedSection(ILogger log, Exception failure, string section)
    {
        if (Failures.Describe(failure, isRead: true) is null)
        {
            LogBrokenSection(log, failure, section);
        }
        else
        {
            LogAwaySection(log, section, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "The page's section {Section} failed.")]
    private static partial void LogBrokenSection(ILogger log, Exception failure, string section);

    [LoggerMessage(LogLevel.Debug, "The page's section {Section} could not be loaded: {Reason}")]
    private static partial void LogAwaySection(ILogger log, string section, string reason);

    [LoggerMessage(LogLevel.Error, "The page at {Path} failed.")]
    private partial void LogBug(Exception failure, string path);
}
