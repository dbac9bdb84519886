using Purser.Peers;
using Purser.Peers.Nothing;
using Purser.Peers.Plain;
using Purser.Peers.Redis;
using Purser.Peers.Sql;

// One executable, one peer per process: Purser.Peers.dll --peer sql --urls http://127.0.0.1:5001 …
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolver = ContractJson.Default);

var peer = builder.Configuration["peer"];
switch (peer)
{
    case "nothing":
        builder.Services.AddSingleton<IBooks, NoBooks>();
        break;
    case "sql":
        builder.AddSqlBooks<TransactionBooks>();
        break;
    case "sql-tuned":
        builder.AddSqlBooks<OneStatementBooks>();
        break;
    case "redis":
        builder.AddRedisBooks();
        break;
    case "plain-gateway":
        builder.AddPlainGateway();
        break;
    case "plain-silo":
        builder.AddPlainSilo();
        break;
    default:
        throw new InvalidOperationException($"--peer is '{peer}'; it must be nothing, sql, sql-tuned, redis, plain-gateway or plain-silo.");
}

var app = builder.Build();
app.MapGet("/health/ready", () => TypedResults.Ok());
if (peer is not "plain-silo")
{
    app.MapBooks();
}

await app.RunAsync();
