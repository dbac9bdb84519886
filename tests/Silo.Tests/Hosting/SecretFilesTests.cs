using Microsoft.Extensions.Configuration;
using Purser.Hosting;

namespace Purser.Tests.Hosting;

public sealed class SecretFilesTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("purser-secrets-");

    [Fact]
    public void A_files_name_is_the_settings_and_what_it_holds_wins()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "Purser__OperatorKey"), "from-a-file\n");
        File.WriteAllText(Path.Combine(folder.FullName, "ConnectionStrings__Purser"), "Host=db;Password=a b");
        var configuration = new ConfigurationManager { [SecretFiles.Key] = folder.FullName, ["Purser:OperatorKey"] = "from-elsewhere", ["Purser:ClusterId"] = "blue" };

        configuration.AddSecretFiles();

        Assert.Equal("from-a-file", configuration["Purser:OperatorKey"]);
        Assert.Equal("Host=db;Password=a b", configuration["ConnectionStrings:Purser"]);
        Assert.Equal("blue", configuration["Purser:ClusterId"]);
    }

    [Fact]
    public void A_worker_finds_a_file_before_a_variable()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "Purser__ClusterSecrets__Worker"), "from-a-file\n");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Purser__SecretsFolder"] = folder.FullName,
            ["Purser__ClusterSecrets__Worker"] = "from-elsewhere",
            ["ConnectionStrings__Purser"] = "Host=db",
        };

        Assert.Equal("from-a-file", SecretFiles.Variable(environment.GetValueOrDefault, "Purser__ClusterSecrets__Worker"));
        Assert.Equal("Host=db", SecretFiles.Variable(environment.GetValueOrDefault, "ConnectionStrings__Purser"));
        Assert.Null(SecretFiles.Variable(environment.GetValueOrDefault, "PURSER_MODEL_KEY"));
    }

    [Theory]
    [InlineData("both")]
    [InlineData("silo")]
    [InlineData("gateway")]
    public async Task A_folder_that_is_not_there_keeps_every_process_from_starting(string roles) =>
        Assert.Equal(1, await Program.Main(["--Purser:Roles", roles, "--Purser:SecretsFolder", Path.Combine(folder.FullName, "none")]));

    [Fact]
    public async Task Migrations_sign_in_by_a_file_too()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "ConnectionStrings__Purser"), "Host=127.0.0.1;Port=1");

        // Nobody is there; without the file it would miss the connection string.
        Assert.Equal(1, await Program.Main(["migrate", "--Purser:SecretsFolder", folder.FullName]));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
