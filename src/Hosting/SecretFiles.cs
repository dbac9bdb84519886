using Microsoft.Extensions.Configuration;

namespace Purser.Hosting;

/// <summary>Settings that are files of a folder, so that secrets are on no command line and in no environment.</summary>
public static class SecretFiles
{
    /// <summary>Which folder; unless set, none is read.</summary>
    public const string Key = "Purser:SecretsFolder";

    private const string FolderVariable = "Purser__SecretsFolder";

    /// <summary>For a program without a configuration: a file of the folder, or else a variable of the environment; null where there is neither.</summary>
    /// <param name="environment">Looks a variable up.</param>
    /// <param name="name">The file's, and the variable's.</param>
    public static string? Variable(Func<string, string?> environment, string name) =>
        environment(FolderVariable) is { Length: > 0 } folder && Path.Combine(folder, name) is var file && File.Exists(file)
            ? Read(file)
            : environment(name);

    /// <summary>
    /// Adds them: a file's name is the setting's, with two underscores for each colon; what it holds is the value, without the end of the
    /// last line. They win over what was added before.
    /// </summary>
    /// <exception cref="StartRefusedException">The folder or a file of it cannot be read.</exception>
    public static void AddSecretFiles(this IConfigurationManager configuration)
    {
        if (configuration[Key] is not { Length: > 0 } folder)
        {
            return;
        }

        try
        {
            configuration.AddInMemoryCollection([.. Directory.EnumerateFiles(folder).Select(static file => KeyValuePair.Create(
                Path.GetFileName(file).Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal),
                (string?)Read(file)))]);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{Key} is {folder}: {unreadable.Message}");
        }
    }

    private static string Read(string file) => File.ReadAllText(file).TrimEnd('\r', '\n');
}
