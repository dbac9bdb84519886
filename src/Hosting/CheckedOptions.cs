using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Purser.Hosting;

/// <summary>Options as every program of Purser's has them: read from the configuration, and checked before anything starts.</summary>
public static class CheckedOptions
{
    /// <summary>Adds options.</summary>
    /// <param name="services">The program's.</param>
    /// <param name="section">Where they are in the configuration.</param>
    /// <param name="errors">What is wrong with them, each naming the key, the value and the rule; empty when nothing is.</param>
    public static OptionsBuilder<TOptions> AddChecked<TOptions>(
        this IServiceCollection services, string section, Func<TOptions, IEnumerable<string>> errors)
        where TOptions : class
    {
        services.AddSingleton<IValidateOptions<TOptions>>(new Check<TOptions>(errors));
        return services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
    }

    /// <summary>Before anything starts, so that everything wrong with the configuration is said at once and alone.</summary>
    public static void ValidateOptions(this IHost host) =>
        host.Services.GetRequiredService<IStartupValidator>().Validate();

    private sealed class Check<TOptions>(Func<TOptions, IEnumerable<string>> errors) : IValidateOptions<TOptions>
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options) =>
            errors(options).ToArray() is { Length: > 0 } failures ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }
}
