using System.Text.Json;
using Purser.Client.Spooling;

namespace Purser.Client;

/// <summary>
/// Debits AI credits at a Purser. What is sent is charged once however often it is sent: lost answers, timeouts, 429 and 503 are sent
/// again with the same key for as long as <see cref="PurserClientOptions.Patience"/> lasts. One client serves a whole process, from any thread.
/// </summary>
/// <remarks>
/// A rule's no is an outcome. <see cref="PurserException"/> means misuse, <see cref="PurserUnavailableException"/> that nothing is known
/// when patience ends, <see cref="ArgumentException"/> an id or key that is none. Who cancels a call does not learn what came of it.
/// </remarks>
public sealed class PurserClient : IAsyncDisposable
{
    /// <summary>Most debits of a batch.</summary>
    public const int LargestBatch = 1000;

    private readonly HttpMessageInvoker http;
    private readonly bool ownsHttp;
    private readonly Transport transport;
    private readonly DebitCalls calls;
    private readonly Retrying retrying;
    private readonly Gathering? gathering;
    private readonly Spool? spool;
    private readonly Settling? settling;

    /// <summary>A client with connections of its own.</summary>
    /// <param name="address">Where Purser is, such as <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="key">An API key; one of scope <c>debit</c> is good for debits, their reversal and their confirmation.</param>
    /// <param name="options">How it waits, and what it does while Purser is away.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The spool is another process', or cannot be opened.</exception>
    /// <exception cref="InvalidDataException">The spool's file is damaged.</exception>
    public PurserClient(Uri address, string key, PurserClientOptions? options = null)
        : this(OwnHttp(), address ?? throw new ArgumentNullException(nameof(address)), key, options, ownsHttp: true)
    {
    }

    /// <summary>A client over an <see cref="HttpClient"/> of yours, from an <c>IHttpClientFactory</c> say; it stays yours.</summary>
    /// <param name="http">Its <see cref="HttpClient.BaseAddress"/> is where Purser is. It must send nothing again by itself.</param>
    /// <param name="key">An API key.</param>
    /// <param name="options">How it waits, and what it does while Purser is away.</param>
    /// <exception cref="ArgumentException">There is no base address, or an option is out of range.</exception>
    /// <exception cref="IOException">The spool is another process', or cannot be opened.</exception>
    /// <exception cref="InvalidDataException">The spool's file is damaged.</exception>
    public PurserClient(HttpClient http, string key, PurserClientOptions? options = null)
        : this(http, AddressOf(http), key, options, ownsHttp: false)
    {
    }

    private PurserClient(HttpMessageInvoker http, Uri address, string key, PurserClientOptions? options, bool ownsHttp)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        options ??= new PurserClientOptions();
        PurserClientOptions.Check(options);
        (this.http, this.ownsHttp) = (http, ownsHttp);
        transport = new Transport(http, address, key, options.Time);
        calls = new DebitCalls(transport);
        retrying = new Retrying(options);
        gathering = options.Gather ? new Gathering(calls, retrying) : null;
        if (options.Spool is { } spooling)
        {
            spool = new Spool(spooling);
            settling = new Settling(spool, calls, retrying, options);
        }
    }

    /// <summary>How many actions went ahead and are neither charged nor told to <see cref="SpoolOptions.OnUncharged"/>.</summary>
    public int Unpaid => spool?.Count ?? 0;

    /// <summary>Takes one credit for one action, under a key of its own.</summary>
    /// <inheritdoc cref="DebitAsync(string, Debit, CancellationToken)"/>
    public Task<DebitOutcome> DebitAsync(string teamId, string memberId, AiAction action, CancellationToken cancellation = default) =>
        DebitAsync(teamId, new Debit(memberId, action), cancellation);

    /// <summary>Takes one credit for one action. The same debit again is the same credit.</summary>
    /// <exception cref="PurserException">It makes no sense: a wrong key, an unknown team.</exception>
    /// <exception cref="PurserUnavailableException">Nothing is known when patience ends, and the action must not go ahead.</exception>
    public async Task<DebitOutcome> DebitAsync(string teamId, Debit debit, CancellationToken cancellation = default)
    {
        Ids.Checked(teamId);
        ArgumentNullException.ThrowIfNull(debit);
        try
        {
            return await retrying.AskAsync(
                stop => gathering?.DebitAsync(teamId, debit, stop) ?? calls.DebitAsync(teamId, debit, stop), debit.Key, cancellation).ConfigureAwait(false);
        }
        catch (PurserUnavailableException away) when (away.IsAway && debit.HoldSeconds is null && settling is not null)
        {
            if (await settling.TryGoAheadAsync(teamId, debit, cancellation).ConfigureAwait(false))
            {
                return new DebitOutcome.Unpaid(debit.Key);
            }

            throw;
        }
    }

    /// <summary>Decides 1 to 1000 debits of a team in order; a refusal does not stop those after it. None of them goes ahead unpaid.</summary>
    /// <exception cref="PurserException">It makes no sense.</exception>
    /// <exception cref="PurserUnavailableException">Nothing is known when patience ends; send the same debits again.</exception>
    public Task<BatchOutcome> DebitAsync(string teamId, IReadOnlyList<Debit> debits, CancellationToken cancellation = default)
    {
        Ids.Checked(teamId);
        ArgumentNullException.ThrowIfNull(debits);
        return debits.Count is >= 1 and <= LargestBatch
            ? retrying.AskAsync(stop => calls.DebitAsync(teamId, debits, stop), key: null, cancellation)
            : throw new ArgumentException($"A batch has 1 to {LargestBatch} debits.", nameof(debits));
    }

    /// <summary>Makes a held debit final. The same again has the same outcome.</summary>
    /// <param name="teamId">Whose.</param>
    /// <param name="entryId">The debit's <see cref="DebitEntry.EntryId"/>.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="PurserException">There is no such debit, or it was not held.</exception>
    /// <exception cref="PurserUnavailableException">Nothing is known when patience ends.</exception>
    public Task<ConfirmationOutcome> ConfirmAsync(string teamId, long entryId, CancellationToken cancellation = default) => AskAsync(
        HttpMethod.Post, $"v1/teams/{Ids.Checked(teamId)}/debits/{entryId}/confirmation", body: null, ReadConfirmation, cancellation);

    /// <summary>Gives a debit's credit back, once, however often it is asked for.</summary>
    /// <param name="teamId">Whose.</param>
    /// <param name="entryId">The debit's <see cref="DebitEntry.EntryId"/>.</param>
    /// <param name="reason">Why, for the history: up to 500 printable characters; null = nothing is said.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="PurserException">There is no such debit.</exception>
    /// <exception cref="PurserUnavailableException">Nothing is known when patience ends.</exception>
    public Task<Reversal> ReverseAsync(string teamId, long entryId, string? reason = null, CancellationToken cancellation = default) => AskAsync(
        HttpMethod.Post,
        $"v1/teams/{Ids.Checked(teamId)}/debits/{entryId}/reversal",
        JsonSerializer.SerializeToUtf8Bytes(new ReversalBody(reason), ContractJson.Default.ReversalBody),
        static reply => reply.Expect(ContractJson.Default.Reversal),
        cancellation);

    /// <summary>What so many debits of a member would be answered now, without taking anything: a hint, never a promise.</summary>
    /// <exception cref="PurserException">It makes no sense, or the key is good for debits alone.</exception>
    /// <exception cref="PurserUnavailableException">Nothing is known when patience ends.</exception>
    public Task<SpendingHint> CanSpendAsync(string teamId, string memberId, int credits = 1, CancellationToken cancellation = default) => AskAsync(
        HttpMethod.Get,
        $"v1/teams/{Ids.Checked(teamId)}/can-spend?member={Ids.Checked(memberId)}&credits={credits}",
        body: null,
        static reply => reply.Expect(ContractJson.Default.SpendingHint),
        cancellation);

    /// <summary>How a team's credits stand: the numbers that decide a debit.</summary>
    /// <param name="teamId">Whose.</param>
    /// <param name="memberId">Adds what this member may spend; null = nobody.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="PurserException">There is no such team or member, or the key is good for debits alone.</exception>
    /// <exception cref="PurserUnavailableException">Nothing is known when patience ends.</exception>
    public Task<TeamCredits> CreditsAsync(string teamId, string? memberId = null, CancellationToken cancellation = default) => AskAsync(
        HttpMethod.Get,
        $"v1/teams/{Ids.Checked(teamId)}/credits{(memberId is null ? "" : $"?member={Ids.Checked(memberId)}")}",
        body: null,
        static reply => reply.Expect(ContractJson.Default.TeamCredits),
        cancellation);

    /// <summary>Ends what goes on in the background; what is unpaid stays in the spool, and is settled by the next client over it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (settling is not null)
        {
            await settling.DisposeAsync().ConfigureAwait(false);
        }

        spool?.Dispose();
        if (ownsHttp)
        {
            http.Dispose();
        }
    }

    private static ConfirmationOutcome ReadConfirmation(Reply reply) => reply.Problem?.Reason switch
    {
        "hold_expired" => new ConfirmationOutcome.Expired(),
        "debit_reversed" => new ConfirmationOutcome.Reversed(),
        _ => reply.Expect(ContractJson.Default.ConfirmationAnswer) is var answer
            ? new ConfirmationOutcome.Confirmed(answer.EntryId, answer.ConfirmedAt)
            : throw reply.Misuse(),
    };

    private static Uri AddressOf(HttpClient http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.BaseAddress ?? throw new ArgumentException("The HttpClient has no BaseAddress; set it to where Purser is.", nameof(http));
    }

    /// <summary>
    /// Without what an <see cref="HttpClient"/> adds: how long to wait is said per call. Connections are made anew now and then, so that a
    /// change of the address' name is followed.
    /// </summary>
    private static HttpMessageInvoker OwnHttp() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) });

    private Task<T> AskAsync<T>(HttpMethod method, string path, byte[]? body, Func<Reply, T> read, CancellationToken cancellation) =>
        retrying.AskAsync(stop => transport.SendAsync(method, path, body, idempotencyKey: null, read, stop), key: null, cancellation);
}
