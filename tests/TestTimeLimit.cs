using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Purser.Tests;
using Xunit.v3;

[assembly: TestTimeLimit]

namespace Purser.Tests;

/// <summary>
/// A test that hangs ends its project's run and is named, instead of holding everybody up in silence. The limit is far above
/// what any test takes on a busy machine; <c>PURSER_TEST_SECONDS</c> sets another.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TestTimeLimitAttribute : Attribute, IBeforeAfterTestAttribute
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("PURSER_TEST_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds : 420);

    private static readonly ConcurrentDictionary<string, ITimer> Running = new(StringComparer.Ordinal);

    public void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        Running[test.UniqueID] = TimeProvider.System.CreateTimer(End, test.TestDisplayName, Limit, Timeout.InfiniteTimeSpan);

    public void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Running.TryRemove(test.UniqueID, out var timer))
        {
            timer.Dispose();
        }
    }

    private static void End(object? name)
    {
        Console.Error.WriteLine($"{name} has not ended within {Limit.TotalSeconds:0} s; the run is ended.");
        Environment.Exit(3);
    }
}
