// A product's AI action, paid for: a credit is held, a cover letter written, and the credit confirmed when the letter is there. A letter that
// fails gives its credit back at once; a process that dies in between leaves the hold, which gives itself back. With `./run` going:
//   PURSER=http://127.0.0.1:8080 KEY=purser_… dotnet run --project examples/Letters -- demo priya job-1 job-2 job-oops
using Purser.Client;

if (args is not [var team, var member, .. var jobs])
{
    await Console.Error.WriteLineAsync("usage: PURSER=<address> KEY=<key> letters TEAM MEMBER JOB…");
    return 2;
}

await using var purser = new PurserClient(new Uri(Setting("PURSER")), Setting("KEY"));
foreach (var job in jobs)
{
    Console.WriteLine($"{job}: {await LetterAsync(job)}");
}

Console.WriteLine($"{(await purser.CreditsAsync(team)).Spendable} credits left");
return 0;

async Task<string> LetterAsync(string job)
{
    // Longer than writing takes. The client makes the key, and sends it again by itself if an answer is lost.
    var outcome = await purser.DebitAsync(team, new Debit(member, AiAction.CoverLetter) { JobId = job, HoldSeconds = 60 });
    if (outcome is DebitOutcome.Refused { Refusal: var no })
    {
        return $"no letter. {no.Detail}";
    }

    var paid = ((DebitOutcome.Debited)outcome).Entry.EntryId;
    try
    {
        var letter = await WriteAsync(job);
        return await purser.ConfirmAsync(team, paid) is ConfirmationOutcome.Confirmed
            ? letter
            // Too late: it is free. A product may as well debit it anew.
            : $"{letter} (free of charge)";
    }
    catch (TimeoutException failure)
    {
        await purser.ReverseAsync(team, paid, failure.Message);
        return "no letter, and the credit is back. The model timed out.";
    }
}

// What a language model would do.
static Task<string> WriteAsync(string job) => job.EndsWith("oops", StringComparison.Ordinal)
    ? throw new TimeoutException("The model timed out")
    : Task.FromResult($"\"Dear client of {job}, …\"");

static string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"Set {name}.");
