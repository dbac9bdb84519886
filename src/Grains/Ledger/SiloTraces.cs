using System.Diagnostics;

namespace Purser.Ledger;

/// <summary>What a silo traces, for whoever listens to the source <c>Purser</c>; where nobody does, each costs a look.</summary>
internal static class SiloTraces
{
    private static readonly ActivitySource Source = new("Purser");

    /// <summary>The span in which something is asked for, if it is kept.</summary>
    public static Activity? Asking => Source.HasListeners() && Activity.Current is { Recorded: true } span ? span : null;

    /// <summary>
    /// A commit serves many who ask. Its span is in the trace of the first of them that is kept, so that it is kept too; the others
    /// and it have links to each other.
    /// </summary>
    /// <returns>Null: nobody who asks is kept.</returns>
    public static Activity? Commit(List<Append> appends, int rows)
    {
        if (!Source.HasListeners() || appends.Find(static append => append.Asking is not null)?.Asking is not { } first)
        {
            return null;
        }

        var others = appends.Select(static append => append.Asking).OfType<Activity>().Where(asking => asking != first).ToList();
        var span = Source.StartActivity(
            "INSERT purser.ledger",
            ActivityKind.Client,
            first.Context,
            [
                new("db.system.name", "postgresql"),
                new("db.operation.name", "INSERT"),
                new("db.collection.name", "purser.ledger"),
                new("db.operation.batch.size", rows),
            ],
            others.ConvertAll(static asking => new ActivityLink(asking.Context)));
        if (span is not null)
        {
            others.ForEach(asking => asking.AddLink(new ActivityLink(span.Context)));
        }

        return span;
    }

    /// <summary>Something is asked of a system outside.</summary>
    /// <param name="name">What; few different ones.</param>
    public static Activity? Call(string name) => Source.StartActivity(name, ActivityKind.Client);

    /// <summary>It did not go well.</summary>
    /// <param name="span">What.</param>
    /// <param name="type">Why; few different ones.</param>
    public static void Fail(Activity? span, string type) => span?.SetTag("error.type", type).SetStatus(ActivityStatusCode.Error);
}
