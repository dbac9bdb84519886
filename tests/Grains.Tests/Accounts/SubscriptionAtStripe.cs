using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

/// <summary>A subscription as Stripe keeps it, whose periods are counted by a rule stated here a second time.</summary>
internal sealed class SubscriptionAtStripe
{
    private int subscriptions = 1;

    private SubscriptionAtStripe(StripeSubscription seen) => Seen = seen;

    /// <summary>What Stripe answers when asked now.</summary>
    public StripeSubscription Seen { get; private set; }

    /// <summary>How many periods were begun that are or shall be paid for.</summary>
    public int Periods { get; private set; } = 1;

    public static SubscriptionAtStripe Subscribed(
        DateTimeOffset now, StripeState state = StripeState.Paid, string plan = "lite", int seats = 3) =>
        new(new("cus_1", "sub_1", state, plan, seats, now, Month(now, 1), now, EndsWithPeriod: false, IsSettled: true));

    /// <summary>Time passes at Stripe: a period ends, and the next begins or none does.</summary>
    public StripeSubscription At(DateTimeOffset now)
    {
        while (Seen.State is StripeState.Paid or StripeState.Overdue && now >= Seen.PeriodEnd)
        {
            if (Seen.EndsWithPeriod)
            {
                Seen = Seen with { State = StripeState.Over };
                break;
            }

            var months = 0;
            while (Month(Seen.Anchor, months) <= Seen.PeriodEnd)
            {
                months++;
            }

            Seen = Seen with { PeriodStart = Seen.PeriodEnd, PeriodEnd = Month(Seen.Anchor, months) };
            Periods++;
        }

        return Seen;
    }

    public StripeSubscription Becomes(Func<StripeSubscription, StripeSubscription> change) => Seen = change(Seen);

    /// <summary>Pays: the first period begins, or what is overdue no longer is.</summary>
    public StripeSubscription Pay(DateTimeOffset now) => Seen = Seen.State == StripeState.NotStarted
        ? Seen with { State = StripeState.Paid, PeriodStart = now, PeriodEnd = Month(now, 1), Anchor = now }
        : Seen with { State = StripeState.Paid };

    /// <summary>Counts from now on: the period is cut short and a new one begins.</summary>
    public StripeSubscription ResetAnchor(DateTimeOffset now)
    {
        Periods++;
        return Seen = Seen with { PeriodStart = now, PeriodEnd = Month(now, 1), Anchor = now };
    }

    /// <summary>Subscribes anew after the last subscription was over.</summary>
    public StripeSubscription ComeBack(DateTimeOffset now)
    {
        Periods++;
        return Seen = Subscribed(now, plan: Seen.Plan, seats: Seen.Seats).Seen with { Id = $"sub_{++subscriptions}" };
    }

    private static DateTimeOffset Month(DateTimeOffset anchor, int months)
    {
        var first = new DateTimeOffset(anchor.Year, anchor.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(months);
        var day = Math.Min(anchor.Day, DateTime.DaysInMonth(first.Year, first.Month));
        return first.AddDays(day - 1) + anchor.TimeOfDay;
    }
}
