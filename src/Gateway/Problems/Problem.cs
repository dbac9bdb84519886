using Purser.Access;
using Purser.Gateway.Auth;
using Purser.Gateway.Hosting;
using Purser.Teams;

namespace Purser.Gateway.Problems;

/// <summary>What went wrong and what to do about it: RFC 9457, with types that outlive any hosting.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable, snake_case; the last part of the type, and the reason where a rule refused.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="Detail">This occurrence: what was wrong and what to do.</param>
internal sealed record Problem(int Status, string Code, string Title, string Detail)
{
    /// <summary>Whether a rule refused, so that the code is also the reason.</summary>
    public bool IsRefusal { get; init; }

    /// <summary>Where in the request it was; null where it is not about one place.</summary>
    public ProblemPlace? Place { get; init; }

    /// <summary>Where in the text at that place, in UTF-16 units from 0; null where the place says enough.</summary>
    public int? Position { get; init; }

    /// <summary>A refused debit's numbers and remedies.</summary>
    public Refusal? Refusal { get; private init; }

    /// <summary>What would help, where something other than a debit was refused.</summary>
    public Remedy[] Remedies { get; init; } = [];

    /// <summary>Whether the same request, sent later, may succeed.</summary>
    public bool RetryLater { get; private init; }

    /// <summary>How much later, in whole seconds; at least one.</summary>
    public long RetryAfterSeconds { get; private init; } = 1;

    public string Type => "urn:purser:problem:" + Code.Replace('_', '-');

    public static Problem InvalidRequest(string detail, ProblemPlace? place = null) =>
        new(StatusCodes.Status400BadRequest, "invalid_request", "The request is not valid.", detail) { Place = place };

    public static Problem InvalidBody(string detail, string pointer = "#") =>
        InvalidRequest(detail, new ProblemPlace("pointer", pointer));

    public static Problem InvalidHeader(string name, string detail) =>
        InvalidRequest(detail, new ProblemPlace("header", name));

    public static Problem InvalidParameter(string name, string detail) =>
        InvalidRequest(detail, new ProblemPlace("parameter", name));

    public static Problem UnknownPlan(string plan, string[] known, string pointer) => NotInCatalog("plan", plan, known, pointer);

    /// <summary>The catalog has no such plan or pack.</summary>
    public static Problem NotInCatalog(string kind, string code, string[] known, string pointer = "#") =>
        new(StatusCodes.Status400BadRequest, $"unknown_{kind}", $"The catalog has no such {kind}.",
            $"There is no {kind} {code}; the {kind}s are {string.Join(", ", known)}.")
        {
            IsRefusal = true,
            Place = new ProblemPlace("pointer", pointer),
        };

    public static Problem Unauthenticated(bool sent) =>
        new(StatusCodes.Status401Unauthorized, "unauthenticated", "A valid API key is needed.", sent
            ? "The Authorization header holds no key that is known here; send `Authorization: Bearer <key>`."
            : "There is no Authorization header; send `Authorization: Bearer <key>`.");

    public static Problem NotYours(Caller caller, CallOf call) =>
        new(StatusCodes.Status403Forbidden, "not_yours", "The key is not good for this call.", (caller.Scope, call) switch
        {
            (ApiKeyScope.OperatorRead, _) => "The key is for reading; this call changes something. Use a key of scope operator, or of the team.",
            (ApiKeyScope.Debit, CallOf.Debiters) => "The key is of another team.",
            (ApiKeyScope.Debit, _) => "The key is good for debits alone; use one of scope team or operator.",
            (_, CallOf.Operators) => "This is for operators; use a key of scope operator.",
            (ApiKeyScope.TeamRead, _) => "The key is for reading one team: this call changes something, or is of another team.",
            _ => "The key is of one team, and this is none of its calls.",
        });

    /// <summary>A page in a browser asks where only programs do.</summary>
    public static Problem OriginNotAllowed() => new(StatusCodes.Status403Forbidden, "origin_not_allowed", "Pages of other origins may not call this.",
        "The request has an Origin header that is not the gateway's own (Purser:PublicUrl); programs send none.")
    {
        Place = new ProblemPlace("header", "Origin"),
    };

    public static Problem NoSuchKey(string keyId) => NotFound("key_not_found", "There is no such key.",
        $"There is no key {keyId} that is good for anything; GET /v1/api-keys lists all there were.");

    public static Problem NoSuchEndpoint(string endpointId) => NotFound("alert_endpoint_not_found", "There is no such alert endpoint.",
        $"There is no alert endpoint {endpointId}; GET /v1/alert-endpoints lists all.");

    public static Problem NoSuchRoute(string path) =>
        new(StatusCodes.Status404NotFound, "route_not_found", "There is nothing at this address.",
            $"Nothing is served at {path}; /openapi/v1.json lists what is.");

    public static Problem NoSuchTeam(TeamId teamId) => NotFound("team_not_found", "There is no such team.",
        $"There is no team {teamId}; PUT /v1/teams/{teamId} opens it.");

    public static Problem NoSuchMember(TeamId teamId, MemberId memberId) => NotFound("member_not_found",
        "There is no such member.", $"Team {teamId} has no such active member {memberId}.");

    public static Problem NoSuchEntry(TeamId teamId, long entryId) => NotFound("entry_not_found",
        "There is no such entry.", $"Team {teamId} has no entry {entryId}, or there is no such team.");

    public static Problem MethodNotAllowed(string method, string allowed) =>
        new(StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "The method is not served at this address.",
            $"{method} is not served here; allowed: {allowed}.");

    public static Problem TeamDiffers(TeamId teamId) => Conflict("team_differs", "The team was opened otherwise.",
        $"Team {teamId} exists and was opened by another request; choose another id, or send what opened it.");

    public static Problem TeamClosed(TeamId teamId) => Conflict("team_closed", "The team is closed.",
        $"Team {teamId} was closed, which is for good: nobody joins it and nothing is bought for it; open another team under an id of its own.");

    public static Problem NotADebit(long entryId) => Conflict("not_a_debit", "Only debits are reversed or confirmed.",
        $"Entry {entryId} is not a debit.");

    public static Problem TeamHasDebits(TeamId teamId) => Conflict("team_has_debits", "The team has debits of its own.",
        $"Team {teamId} spends already; its past can be imported only before its first debit.");

    public static Problem TooLongToTry(int most) =>
        new(StatusCodes.Status413PayloadTooLarge, "too_long_to_try", "The file is too long for a dry run.",
            $"A dry run looks at up to {most} debits; try the file in parts, or import it: what has a problem is not imported.");

    public static Problem NoFreeSeat(int seats) => Conflict("no_free_seat", "Every seat is taken.",
        $"The subscription has {seats} seats, all taken; remove a member or take more seats.");

    public static Problem TooManyMembers() => Conflict("too_many_members", "The team has had too many members.",
        $"A team can have had at most {Limits.Members} members, removed ones included.");

    public static Problem OwnerRequired(MemberId ownerId) => Conflict("owner_required",
        "There is always exactly one owner.",
        $"{ownerId} owns the team; ownership moves only by POST …/members/{{memberId}}/make-owner.");

    public static Problem BodyTooLarge(int limit) =>
        new(StatusCodes.Status413PayloadTooLarge, "body_too_large", "The body is too large.",
            $"The body of this call may have at most {limit} bytes.");

    public static Problem UnsupportedMediaType(
        string? sent, string wanted = "`Content-Type: application/json`", string title = "The body must be JSON.") =>
        new(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", title,
            (string.IsNullOrEmpty(sent) ? "There is no Content-Type" : "The Content-Type is another")
            + $"; send {wanted}, in UTF-8.");

    public static Problem UnsupportedContentEncoding(string sent) =>
        new(StatusCodes.Status415UnsupportedMediaType, "unsupported_content_encoding", "The body must not be compressed.",
            $"The Content-Encoding is {sent}, which is not read here; send the body as it is, without Content-Encoding.")
        {
            Place = new ProblemPlace("header", "Content-Encoding"),
        };

    /// <summary>Dots alone between two slashes: on the way it may have become another address.</summary>
    public static Problem DotsInAddress() => InvalidRequest(
        $"A part of the address is dots alone, which stands for another address; an id is {IdRule.Words}.");

    public static Problem KeyReused(Refusal? refusal = null) =>
        new(StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused", "The key was used for another request.",
            "Send this request with a key of its own; a key belongs to one request for ever.")
        {
            IsRefusal = true,
            Refusal = refusal,
        };

    public static Problem DebitRefused(Refusal refusal) => DebitRefusals.Describe(refusal);

    public static Problem Refused(int status, string code, string title, string detail, Refusal refusal) =>
        new(status, code, title, detail) { IsRefusal = true, Refusal = refusal };

    public static Problem Busy() =>
        new(StatusCodes.Status429TooManyRequests, "busy", "Too much is in flight.",
            "Nothing was done; send the request again a little later, with the same key.")
        {
            IsRefusal = true,
            RetryLater = true,
        };

    /// <summary>More often than a limit allows.</summary>
    /// <param name="limit">Which: <c>key</c>, <c>team</c> or <c>heavy-reads</c>.</param>
    /// <param name="atOnce">How many calls it allows.</param>
    /// <param name="window">In how long.</param>
    /// <param name="freeIn">When there is one again.</param>
    public static Problem TooOften(string limit, int atOnce, TimeSpan window, TimeSpan freeIn) =>
        new(StatusCodes.Status429TooManyRequests, "rate_limited", "That is too often.", FormattableString.Invariant(
            $"{limit switch { "key" => "This key", "team" => "This team", _ => "Reads of much of one team" }} may ask {atOnce} times in {window.TotalSeconds:0.##} s; nothing was done. Send the request again in {freeIn.TotalSeconds:0.0} s, with the same key if it has one."))
        {
            IsRefusal = true,
            RetryLater = true,
            RetryAfterSeconds = Math.Max(1, (long)Math.Ceiling(freeIn.TotalSeconds)),
        };

    /// <summary>Something may have been done, and nobody here can say.</summary>
    public static Problem Unavailable() => Away(
        "The ledger could not be reached in time and the outcome is unknown; send the request again, with the same key if it has one, and get the truth.");

    /// <summary>It was a read: there is no outcome to know.</summary>
    public static Problem Unreadable() => Away("The ledger could not be read in time; ask again.");

    /// <summary>There was nobody to send it to.</summary>
    public static Problem NothingDone() => Away("No silo can be reached, so nothing was done; send the request again.");

    /// <summary>For a probe: it is not about any request's outcome.</summary>
    public static Problem NotReady() => Unavailable() with
    {
        Title = "The gateway is not ready.",
        Detail = "No silo answers, or the database does not; the gateway connects by itself when they do.",
    };

    private static Problem Away(string detail) =>
        new(StatusCodes.Status503ServiceUnavailable, "unavailable", "The ledger cannot be reached just now.", detail)
        {
            IsRefusal = true,
            RetryLater = true,
        };

    /// <summary>What the HTTP server itself found wrong with a request, before it was one or while its body was read.</summary>
    public static Problem BadTransfer(BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status414RequestUriTooLong => new(exception.StatusCode, "address_too_long", "The address is too long.",
            $"The method and the address may have at most {HttpServer.AddressBytes} bytes together."),
        StatusCodes.Status431RequestHeaderFieldsTooLarge => new(exception.StatusCode, "headers_too_large", "The headers are too large.",
            $"The headers may have at most {HttpServer.HeaderBytes} bytes together, and be at most {HttpServer.Headers}."),
        _ => new(exception.StatusCode, "bad_transfer", "The request did not arrive whole.", exception.Message),
    };

    public static Problem Bug(string traceId) =>
        new(StatusCodes.Status500InternalServerError, "internal_error", "Something is wrong here, not with the request.",
            $"The log tells more about {traceId}; sending the request again with the same key is safe.");

    public static Problem NotFound(string code, string title, string detail) =>
        new(StatusCodes.Status404NotFound, code, title, detail) { IsRefusal = true };

    public static Problem Conflict(string code, string title, string detail) =>
        new(StatusCodes.Status409Conflict, code, title, detail) { IsRefusal = true };
}

/// <summary>Where in a request a problem is.</summary>
/// <param name="Kind"><c>pointer</c> (a JSON pointer into the body), <c>header</c> or <c>parameter</c>.</param>
/// <param name="Value">The pointer, or the name.</param>
internal sealed record ProblemPlace(string Kind, string Value);

/// <summary>
/// Ends a request with a problem. Reading a request descends through several layers that all have nothing more to
/// say once it is not valid; for what a rule refuses, outcomes are used instead.
/// </summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
