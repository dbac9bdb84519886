namespace Purser.StripeStandIn;

public sealed record StandInOptions
{
    /// <summary>
    /// The webhooks' <c>api_version</c>. Stripe.net refuses an event of another release train than its own, so this
    /// follows the package's version.
    /// </summary>
    public const string CurrentApiVersion = "2026-10-28.endive";

    /// <summary>On loopback; null takes a free one. Its sessions' addresses hold it, so <c>./run</c> keeps it the same.</summary>
    public int? Port { get; init; }

    /// <summary>Keeps what was bought between runs, so that a later run with the clock ahead sees renewals; null forgets it.</summary>
    public string? Folder { get; init; }

    /// <summary>What time it is; its subscriptions renew, its sessions expire and its webhooks are signed by this clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// What webhooks are signed by; null is <see cref="Clock"/>. Whoever checks a signature goes by the machine's own clock,
    /// also where the cluster's runs ahead.
    /// </summary>
    public TimeProvider? SigningClock { get; init; }

    /// <summary>Where events are posted; while it is null they are held.</summary>
    public Uri? WebhookUrl { get; init; }

    /// <summary>What webhooks are signed with; null makes one, which is kept in the folder.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>What can be bought by the id of a price. Other ids are refused as Stripe would.</summary>
    public IReadOnlyList<StripePrice> Prices { get; init; } = [];

    /// <summary>
    /// How long a renewal's invoice is a draft before it is charged. Stripe takes an hour, in which a team must be
    /// neither without credits nor with two pools; at the keyboard a few seconds are enough.
    /// </summary>
    public TimeSpan InvoiceDelay { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long after each failure an invoice is charged again; afterwards it stays open.</summary>
    public IReadOnlyList<TimeSpan> PaymentRetries { get; init; } =
        [TimeSpan.FromDays(3), TimeSpan.FromDays(5), TimeSpan.FromDays(7)];

    /// <summary>How long after a failed delivery the next is tried; it doubles up to <see cref="LongestWebhookRetry"/>.</summary>
    public TimeSpan FirstWebhookRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Stripe waits for hours; whoever restarts a gateway at the keyboard should not.</summary>
    public TimeSpan LongestWebhookRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An event that could not be delivered for this long is given up, as Stripe does.</summary>
    public TimeSpan WebhookPatience { get; init; } = TimeSpan.FromDays(3);

    public WebhookChaos Chaos { get; init; } = WebhookChaos.None;

    public string ApiVersion { get; init; } = CurrentApiVersion;

    /// <summary>Whether time does its work by itself. Without it only <see cref="StandInServer.AdvanceAsync"/> does.</summary>
    public bool RunInBackground { get; init; } = true;

    /// <summary>Told what went wrong with deliveries.</summary>
    public Action<string> Notify { get; init; } = static _ => { };
}
