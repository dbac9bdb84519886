using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Purser.Hosting;

/// <summary>How a program of Purser's ends.</summary>
public static class ExitCode
{
    /// <summary>0 after a clean run; 1, with the reason as the last words, for what an operator can put right.</summary>
    public static async Task<int> OfAsync(Func<Task> run)
    {
        try
        {
            await run();
            return 0;
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

    /// <summary>Before anything starts, so that everything wrong with the configuration is said at once and alone.</summary>
    public static void ValidateOptions(this IHost host) =>
        host.Services.GetRequiredService<IStartupValidator>().Validate();

    private static async Task<int> RefuseAsync(IEnumerable<string> reasons)
    {
        await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, reasons));
        return 1;
    }
}
