using Microsoft.Extensions.Options;
using Npgsql;

namespace Purser.Hosting;

/// <summary>How a program of Purser's ends.</summary>
public static class ExitCode
{
    /// <summary>It did what it was asked for, or was stopped.</summary>
    public const int Done = 0;

    /// <summary>A server did not start, or ended, for a reason that an operator can put right.</summary>
    public const int Refused = 1;

    /// <summary>The command line cannot be run.</summary>
    public const int BadOptions = 2;

    /// <summary>The cluster cannot be reached, or gives no answer.</summary>
    public const int NoCluster = 3;

    /// <summary><see cref="Done"/> after a clean run; <see cref="Refused"/>, with the reason as the last words, for what an operator can put right.</summary>
    public static async Task<int> OfAsync(Func<Task> run)
    {
        try
        {
            await run();
            return Done;
        }
        catch (OptionsValidationException invalid)
        {
            return await RefuseAsync(invalid.Failures);
        }
        catch (AggregateException several) when (several.InnerExceptions.All(static e => e is OptionsValidationException))
        {
            return await RefuseAsync(
                several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(static invalid => invalid.Failures));
        }
        catch (StartRefusedException refused)
        {
            return await RefuseAsync([refused.Message]);
        }
        catch (NpgsqlException failed)
        {
            return await RefuseAsync([$"PostgreSQL: {failed.Message}"]);
        }
    }

    private static async Task<int> RefuseAsync(IEnumerable<string> reasons)
    {
        await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, reasons));
        return Refused;
    }
}
