using Purser.Hosting;

namespace Purser;

/// <summary>What a process of Purser's does.</summary>
[Flags]
internal enum Roles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Decides on teams and keeps their ledger.</summary>
    Silo = 1,

    /// <summary>Answers HTTP, for the teams of every silo.</summary>
    Gateway = 2,

    /// <summary>Both, and debits of the teams that live here need no message.</summary>
    Both = Silo | Gateway,
}

internal static class ChosenRoles
{
    private const string Key = "Purser:Roles";

    /// <summary>Reads <c>Purser:Roles</c> from the command line or the environment: <c>silo</c>, <c>gateway</c>, or both, the default.</summary>
    /// <exception cref="StartRefusedException">It names something else.</exception>
    public static Roles Of(string[] args)
    {
        var text = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build()[Key];
        if (string.IsNullOrWhiteSpace(text))
        {
            return Roles.Both;
        }

        var chosen = Roles.None;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            chosen |= name.ToUpperInvariant() switch
            {
                "SILO" => Roles.Silo,
                "GATEWAY" => Roles.Gateway,
                "BOTH" => Roles.Both,
                _ => throw new StartRefusedException($"{Key} is {text}; it must be silo, gateway, or both."),
            };
        }

        return chosen;
    }
}
