using System.Net;
using System.Net.Http.Headers;

namespace Purser.Client.Tests;

/// <summary>What is sent, and what becomes of the answers.</summary>
public sealed class DebitTests
{
    private const string Taken =
        """{"entryId":3,"teamId":"acme","memberId":"olga","action":"cover_letter","jobId":"job-7","regeneration":false,"bucket":"pool","amount":-1,"at":"2026-11-27T23:45:53.34779Z","cycleStart":"2026-11-27T23:45:53.277405Z","credits":{"remaining":199,"used":1,"total":200,"extra":0,"version":3}}""";

    private const string Held =
        """{"entryId":5,"teamId":"acme","memberId":"olga","action":"cover_letter","jobId":null,"regeneration":false,"bucket":"extra","amount":-1,"at":"2026-11-27T23:45:53.509632Z","cycleStart":"2026-11-27T23:45:53.277405Z","hold":{"expiresAt":"2026-11-27T23:46:53.509632Z"},"credits":{"remaining":199,"used":1,"total":200,"extra":0,"version":5}}""";

    private const string NotActive =
        """{"type":"urn:purser:problem:member-not-active","title":"The member is not active.","status":403,"detail":"Add the member to the team.","reason":"member_not_active","remaining":199,"extra":7,"resetsAt":"2026-12-27T23:45:53.277405Z","remedies":["add_member","pray"]}""";

    /// <summary>Time passes fast here, and the machine may be busy.</summary>
    private static readonly TimeSpan LongPatience = TimeSpan.FromHours(1);

    private readonly FastClock clock = new();

    [Fact]
    public async Task A_debit_is_one_request_with_a_key_of_its_own()
    {
        var script = new Script().Answers(201, Taken).Answers(201, Taken);
        var purser = script.Client();

        var first = await purser.DebitAsync("acme", "olga", AiAction.CoverLetter);
        var second = await purser.DebitAsync("acme", "olga", AiAction.CoverLetter);

        Assert.Equal(
            new DebitEntry(
                3, "acme", "olga", AiAction.CoverLetter, "job-7", Regeneration: false, Bucket.Pool,
                DateTimeOffset.Parse("2026-11-27T23:45:53.34779Z"), DateTimeOffset.Parse("2026-11-27T23:45:53.277405Z"), new CreditsAfter(199, 1, 200, 0, 3)),
            Assert.IsType<DebitOutcome.Debited>(first).Entry);
        Assert.NotEqual(first.Key, second.Key);
        Assert.Equal($$"""POST http://purser.test/v1/teams/acme/debits [{{first.Key}}] {"memberId":"olga","action":"cover_letter","regeneration":false}""", script.Asked[0]);
    }

    [Fact]
    public async Task All_that_a_debit_may_say_is_sent()
    {
        var script = new Script().Answers(201, Held);

        var outcome = await script.Client(address: "http://purser.test/below").DebitAsync(
            "acme", new Debit("olga", AiAction.CoverLetter) { JobId = "job-7", Regeneration = true, HoldSeconds = 60, Key = "letter-1" });

        Assert.Equal(DateTimeOffset.Parse("2026-11-27T23:46:53.509632Z"), Assert.IsType<DebitOutcome.Debited>(outcome).Entry.Hold?.ExpiresAt);
        Assert.Equal(
            """POST http://purser.test/below/v1/teams/acme/debits [letter-1] {"memberId":"olga","action":"cover_letter","jobId":"job-7","regeneration":true,"holdSeconds":60}""",
            Assert.Single(script.Asked));
    }

    [Fact]
    public async Task A_rules_no_is_an_outcome_with_all_that_helps_and_unknown_words_do_no_harm()
    {
        var outcome = await new Script().Answers(403, NotActive).Client().DebitAsync("acme", "nobody", AiAction.Answer);

        var refusal = Assert.IsType<DebitOutcome.Refused>(outcome).Refusal;
        Assert.Equal(
            (RefusalReason.MemberNotActive, "member_not_active", "Add the member to the team.", 199L, 7L, DateTimeOffset.Parse("2026-12-27T23:45:53.277405Z")),
            (refusal.Reason, refusal.Code, refusal.Detail, refusal.Remaining, refusal.Extra, refusal.ResetsAt));
        Assert.Equal([Remedy.AddMember, Remedy.Unknown], refusal.Remedies);
        Assert.False(outcome.GoesAhead);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Misuse_is_an_exception_with_the_problem_and_is_not_sent_again(int status)
    {
        var script = new Script().Answers(status, $$"""{"type":"urn:purser:problem:not-yours","title":"No.","status":{{status}},"detail":"Not this one."}""");

        var misuse = await Assert.ThrowsAsync<PurserException>(() => script.Client().DebitAsync("acme", "olga", AiAction.Answer));

        Assert.Equal(((HttpStatusCode)status, "Not this one."), (misuse.Status, misuse.Problem?.Detail));
    }

    [Fact]
    public async Task An_answer_that_is_not_Pursers_says_so()
    {
        var script = new Script().Answers(302, "");

        Assert.Contains("is this the address of a Purser", (await Assert.ThrowsAsync<PurserException>(() => script.Client().CreditsAsync("acme"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_no_in_words_that_are_not_Pursers_is_a_no()
    {
        var script = new Script().Answers(403, """{"message":"Blocked by the firewall"}""");

        var misuse = await Assert.ThrowsAsync<PurserException>(() => script.Client().DebitAsync("acme", "olga", AiAction.Answer));

        Assert.Equal((HttpStatusCode.Forbidden, null), (misuse.Status, misuse.Problem));
    }

    [Fact]
    public async Task What_gets_lost_is_sent_again_with_the_same_key()
    {
        var script = new Script()
            .Fails(new HttpRequestException("refused")).Answers(503, "{}").Answers(500, "{}").Answers(201, Taken[..50]).Answers(429, "{}").Answers(408, "{}")
            .Answers(200, Taken);

        var outcome = await clock.PassUntilAsync(script.Client(new() { Time = clock.Time, Patience = LongPatience }).DebitAsync("acme", "olga", AiAction.Answer));

        Assert.True(Assert.IsType<DebitOutcome.Debited>(outcome).IsReplayed);
        Assert.Equal(7, script.Asked.Count);
        Assert.Single(script.Asked.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Retry_After_is_waited_for_and_nobody_waits_for_what_patience_does_not_reach()
    {
        var began = clock.Now;
        var script = new Script()
            .Answers(429, "{}", answer => answer.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromMinutes(7)))
            .Answers(503, "{}", answer => answer.Headers.RetryAfter = new RetryConditionHeaderValue(clock.Now + TimeSpan.FromHours(1)));

        var away = await Assert.ThrowsAsync<PurserUnavailableException>(() => clock.PassUntilAsync(
            script.Client(new() { Time = clock.Time, Patience = TimeSpan.FromMinutes(20) }).DebitAsync("acme", new Debit("olga", AiAction.Answer) { Key = "mine" })));

        Assert.Equal(("mine", true), (away.Key, away.IsAway));
        Assert.InRange(clock.Now - began, TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Who_cancels_is_not_kept_and_who_is_not_patient_is_told_soon()
    {
        var purser = new ModelPurser { Faults = () => Fault.HungBefore };
        using var stop = new CancellationTokenSource();
        var cancelled = purser.Client(new() { Time = clock.Time }).DebitAsync("acme", "olga", AiAction.Answer, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        var began = clock.Now;
        await Assert.ThrowsAsync<PurserUnavailableException>(() => clock.PassUntilAsync(
            purser.Client(new() { Time = clock.Time, Patience = TimeSpan.FromMinutes(2) }).DebitAsync("acme", "olga", AiAction.Answer)));
        Assert.InRange(clock.Now - began, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(4));
    }

    [Fact]
    public async Task A_batch_is_one_request_with_an_outcome_for_each()
    {
        var purser = new ModelPurser { Credits = 1, Faults = Once(Fault.AwayAfter) };
        Debit[] debits = [new("olga", AiAction.Answer), new("olga", AiAction.AiImprove)];

        var batch = await clock.PassUntilAsync(purser.Client(new() { Time = clock.Time, Patience = LongPatience }).DebitAsync("acme", debits));

        Assert.True(Assert.IsType<DebitOutcome.Debited>(batch.Outcomes[0]).IsReplayed);
        Assert.Equal((RefusalReason.CreditsExhausted, Remedy.TopUp), Assert.IsType<DebitOutcome.Refused>(batch.Outcomes[1]).Refusal is var no ? (no.Reason, no.Remedies[0]) : default);
        Assert.Equal(debits.Select(debit => debit.Key), batch.Outcomes.Select(outcome => outcome.Key));
        Assert.Equal(1, batch.Credits.Version);
    }

    [Fact]
    public async Task Holds_are_confirmed_or_have_expired_and_debits_are_reversed_once_whatever_gets_lost()
    {
        var script = new Script()
            .Fails(new HttpRequestException("lost")).Answers(200, """{"entryId":5,"confirmedAt":"2026-11-27T23:45:53.597979Z"}""")
            .Answers(409, """{"type":"urn:purser:problem:hold-expired","title":"Late.","status":409,"detail":"Late.","reason":"hold_expired"}""")
            .Answers(409, """{"type":"urn:purser:problem:debit-reversed","title":"Gone.","status":409,"detail":"Gone.","reason":"debit_reversed"}""")
            .Answers(409, """{"type":"urn:purser:problem:not-held","title":"No.","status":409,"detail":"No.","reason":"not_held"}""")
            .Answers(503, "{}")
            .Answers(200, """{"entryId":4,"reverses":3,"teamId":"acme","memberId":"olga","action":"cover_letter","jobId":"job-7","bucket":"pool","amount":1,"reason":null,"note":"it failed","at":"2026-11-27T23:45:53.413258Z","cycleStart":"2026-11-27T23:45:53.277405Z","credits":{"remaining":200,"used":0,"total":200,"extra":0,"version":4}}""");
        var purser = script.Client(new() { Time = clock.Time, Patience = LongPatience });

        Assert.Equal(new ConfirmationOutcome.Confirmed(5, DateTimeOffset.Parse("2026-11-27T23:45:53.597979Z")), await clock.PassUntilAsync(purser.ConfirmAsync("acme", 5)));
        Assert.IsType<ConfirmationOutcome.Expired>(await purser.ConfirmAsync("acme", 5));
        Assert.IsType<ConfirmationOutcome.Reversed>(await purser.ConfirmAsync("acme", 5));
        await Assert.ThrowsAsync<PurserException>(() => purser.ConfirmAsync("acme", 3));
        var reversal = await clock.PassUntilAsync(purser.ReverseAsync("acme", 3, "it failed"));

        Assert.Equal((3, 1, null, "it failed"), (reversal.Reverses, reversal.Amount, reversal.Reason, reversal.Note));
        Assert.Equal("""POST http://purser.test/v1/teams/acme/debits/3/reversal {"reason":"it failed"}""", script.Asked[^1]);
        Assert.Equal("POST http://purser.test/v1/teams/acme/debits/5/confirmation", script.Asked[0]);
    }

    [Fact]
    public async Task Credits_and_whether_they_could_be_spent_are_read()
    {
        var script = new Script()
            .Answers(200, """{"allowed":false,"reason":"member_budget_reached","remedies":["raise_budget"],"spendable":4,"resetsAt":null}""")
            .Answers(200, """{"teamId":"acme","name":"Acme","status":"active","plan":"lite","seats":2,"total":200,"remaining":200,"used":0,"usedFromPool":0,"usedFromExtra":0,"extra":0,"cycle":{"start":"2026-11-27T23:45:53.277405Z","end":"2026-12-27T23:45:53.277405Z"},"resetsAt":"2026-12-27T23:45:53.277405Z","trial":null,"version":2,"held":0,"spendable":200,"blockedBy":null,"seatsOver":0,"automation":{"credits":null,"percent":null,"cap":null,"used":0,"left":null},"closedAt":null,"member":{"memberId":"olga","used":0,"budget":null,"left":200,"blockedBy":null}}""");
        var purser = script.Client();

        var hint = await purser.CanSpendAsync("acme", "olga", 5);
        var credits = await purser.CreditsAsync("acme", "olga");

        Assert.Equal((false, RefusalReason.MemberBudgetReached, 4L), (hint.Allowed, hint.Reason, hint.Spendable));
        Assert.Equal((TeamStatus.Active, 200L, 200L, null), (credits.Status, credits.Spendable, credits.Member?.Left, credits.BlockedBy));
        Assert.Equal(["GET http://purser.test/v1/teams/acme/can-spend?member=olga&credits=5", "GET http://purser.test/v1/teams/acme/credits?member=olga"], script.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a?b")]
    [InlineData("a b")]
    [InlineData("ü")]
    public async Task What_is_no_id_never_becomes_an_address(string id)
    {
        var purser = new Script().Client();

        await Assert.ThrowsAsync<ArgumentException>(() => purser.DebitAsync(id, "olga", AiAction.Answer));
        Assert.Throws<ArgumentException>(() => new Debit(id, AiAction.Answer));
        Assert.Throws<ArgumentException>(() => new Debit("olga", AiAction.Answer) { JobId = id });
        await Assert.ThrowsAsync<ArgumentException>(() => purser.CreditsAsync(id));
    }

    [Fact]
    public void What_is_no_key_no_hold_no_action_and_no_option_is_refused_at_once()
    {
        Assert.Throws<ArgumentException>(() => new Debit("olga", AiAction.Answer) { Key = "a\r\nb" });
        Assert.Throws<ArgumentException>(() => new Debit("olga", AiAction.Answer) { Key = new string('k', 256) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Debit("olga", AiAction.Answer) { HoldSeconds = 3601 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Debit("olga", AiAction.Unknown));
        Assert.Throws<ArgumentException>(() => new Script().Client(new() { Patience = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => new PurserClient(new HttpClient(), "key"));
    }

    private static Func<Fault> Once(Fault fault)
    {
        var left = 1;
        return () => Interlocked.Decrement(ref left) == 0 ? fault : Fault.None;
    }
}
