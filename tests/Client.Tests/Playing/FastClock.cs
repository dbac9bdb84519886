using Microsoft.Extensions.Time.Testing;

namespace Purser.Client.Tests;

/// <summary>Time that passes a hundred times as fast, so that nobody waits for it.</summary>
internal sealed class FastClock
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StepTakes = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider time = new();

    public TimeProvider Time => time;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Lets time pass until something is done.</summary>
    public async Task<T> PassUntilAsync<T>(Task<T> done)
    {
        await PassUntilAsync(() => done.IsCompleted);
        return await done;
    }

    /// <summary>Lets time pass until something holds.</summary>
    public async Task PassUntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            time.Advance(Step);
            await Task.Delay(StepTakes, TimeProvider.System);
        }
    }
}
