using Purser.Tests.History;
using Purser.Tests.Running;

namespace Purser.Tests.Load;

/// <summary>Many clients on some teams: new debits, repeated ones, the same at the same instant, batches, reversals, holds.</summary>
public sealed class LoadRun(LoadPlan plan, TeamApi api, Gateways gateways, Recorder recorder)
{
    private const int DrainedAtOnce = 10;

    private readonly TeamBook[] books = [.. plan.Teams.Select(team => new TeamBook(team))];

    /// <summary>Runs until every client is done or told to stop; each finishes what it began, so every outcome is known.</summary>
    public Task RunAsync(CancellationToken stop, CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, plan.Clients).Select(client => Task.Run(() => LiveAsync(client, stop, cancellation), cancellation)));

    /// <summary>Spends what is left of every team, and one credit more that must be refused.</summary>
    public Task DrainAsync(CancellationToken cancellation)
    {
        var caller = NewCaller(plan.Clients);
        return Parallel.ForEachAsync(books, cancellation, async (book, stopped) => await DrainAsync(caller, book, stopped));
    }

    private static async Task DrainAsync(Caller caller, TeamBook book, CancellationToken cancellation)
    {
        // Shared among several teams at once, so it must not use the caller's own chance.
        var random = new Random(book.TeamId.Length);
        Answer[] answers;
        do
        {
            var debits = Enumerable.Range(0, DrainedAtOnce).Select(_ => book.New(random, ["owner"])).ToArray();
            answers = await caller.AskBatchAsync(book.TeamId, debits, cancellation);
        }
        while (answers[^1] is Answer.Done);
    }

    private async Task LiveAsync(int client, CancellationToken stop, CancellationToken cancellation)
    {
        var caller = NewCaller(client);
        // The other of two clients that ask for the same at the same instant.
        var twin = NewCaller(client + plan.Clients + 1);
        for (var asks = 0; asks < plan.AsksPerClient && !stop.IsCancellationRequested; asks++)
        {
            await AskSomethingAsync(caller, twin, books[caller.Random.Next(books.Length)], cancellation);
        }
    }

    private Caller NewCaller(int client) => new(client, api, gateways, recorder, HashCode(plan.Seed, client));

    private async Task AskSomethingAsync(Caller caller, Caller twin, TeamBook book, CancellationToken cancellation)
    {
        var random = caller.Random;
        switch (random.Next(100))
        {
            case < 12 when book.Asked(random) is { } again:
                await caller.AskAsync(book.TeamId, again, cancellation);
                break;
            case < 22:
                var debit = book.New(random, plan.Members);
                await Task.WhenAll(
                    caller.AskAsync(book.TeamId, debit, cancellation, first: 0), twin.AskAsync(book.TeamId, debit, cancellation, first: 1));
                break;
            case < 32:
                await caller.AskBatchAsync(book.TeamId, Batch(book, random), cancellation);
                break;
            case < 38 when book.Reversible(random) is { } reversal:
                await caller.AskAsync(book.TeamId, reversal, cancellation);
                break;
            case < 41 when book.Asked(random) is { } used:
                await caller.AskAsync(book.TeamId, used with { Regeneration = !used.Regeneration }, cancellation);
                break;
            case < 45:
                await caller.AskAsync(book.TeamId, new Ask.Look(), cancellation);
                break;
            case < 46:
                await caller.AskAsync(book.TeamId, book.NewGrant(random), cancellation);
                break;
            case < 56 when plan.Holds:
                await AskAndNoteAsync(book.NewHeld(random, plan.Members));
                break;
            case < 64 when book.Confirmable(random) is { } confirmation:
                await caller.AskAsync(book.TeamId, confirmation, cancellation);
                break;
            default:
                await AskAndNoteAsync(book.New(random, plan.Members));
                break;
        }

        async Task AskAndNoteAsync(Ask.Debit debit) => book.Note(debit, await caller.AskAsync(book.TeamId, debit, cancellation));
    }

    /// <summary>New debits, one of them twice, and one that was asked for before.</summary>
    private Ask.Debit[] Batch(TeamBook book, Random random)
    {
        var debits = Enumerable.Range(0, random.Next(1, 6)).Select(_ => book.New(random, plan.Members)).ToList();
        debits.Add(debits[0]);
        if (book.Asked(random) is { } again)
        {
            debits.Add(again);
        }

        return [.. debits];
    }

    private static int HashCode(int seed, int client) => unchecked((seed * 397) ^ (client * 7919));
}
