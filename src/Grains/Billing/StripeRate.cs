namespace Purser.Billing;

/// <summary>Who wants something of Stripe. The first come first when there is little to give.</summary>
internal enum StripeCaller
{
    /// <summary>Somebody waits for the answer.</summary>
    Person = 0,

    /// <summary>An event of Stripe's, which is delivered again if it must wait.</summary>
    Event = 1,

    /// <summary>A confirmation that is as good an hour later.</summary>
    Background = 2,
}

/// <summary>
/// How fast Stripe is asked: a bucket of tokens, one per request, that fills at this silo's share of the cluster's rate. Events
/// leave a part of it to people, confirmations leave more.
/// </summary>
/// <param name="perSecond">Of the whole cluster.</param>
/// <param name="silos">How many silos share it.</param>
/// <param name="clock">The clock.</param>
internal sealed class StripeRate(double perSecond, Func<int> silos, TimeProvider clock)
{
    /// <summary>Most that a request waits for its token: a call of billing makes a few requests within its minute.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private double tokens = double.MaxValue;
    private long filledAt = clock.GetTimestamp();

    /// <summary>What the silo may ask per second.</summary>
    private double Share => perSecond / Math.Max(1, silos());

    /// <summary>A second's worth may be asked at once, and never less than one.</summary>
    private double Most => Math.Max(1, Share);

    /// <summary>Whether somebody of this kind may begin to ask now.</summary>
    public bool HasRoomFor(StripeCaller caller)
    {
        lock (gate)
        {
            Fill();
            return tokens >= Most * (int)caller / 4;
        }
    }

    /// <summary>Waits until somebody of this kind may begin to ask.</summary>
    /// <exception cref="StripeAwayException">That takes too long.</exception>
    public async Task EnterAsync(StripeCaller caller)
    {
        for (var since = clock.GetTimestamp(); !HasRoomFor(caller); await Task.Delay(TimeSpan.FromSeconds(1 / Share), clock))
        {
            if (clock.GetElapsedTime(since) >= LongestWait)
            {
                throw TooMuch();
            }
        }
    }

    /// <summary>Waits for the next request's turn.</summary>
    /// <exception cref="StripeAwayException">Too many wait already.</exception>
    public Task TakeAsync()
    {
        TimeSpan wait;
        lock (gate)
        {
            Fill();
            wait = tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - tokens) / Share);
            if (wait > LongestWait)
            {
                throw TooMuch();
            }

            tokens--;
        }

        return wait == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, clock);
    }

    private static StripeAwayException TooMuch() => new("Stripe is asked for more than its rate allows just now.");

    private void Fill()
    {
        var now = clock.GetTimestamp();
        tokens = Math.Min(Most, tokens + (clock.GetElapsedTime(filledAt, now).TotalSeconds * Share));
        filledAt = now;
    }
}
