using Purser.Gateway.Audit;
using Purser.Gateway.Auth;
using Purser.Gateway.Budget;
using Purser.Gateway.Cluster;
using Purser.Gateway.Debits;
using Purser.Gateway.Extra;
using Purser.Gateway.Health;
using Purser.Gateway.Hosting;
using Purser.Gateway.Members;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Reversals;
using Purser.Gateway.Teams;
using Purser.Gateway.Usage;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddHttpServer();
builder.AddCluster();
builder.AddApiKeys();
builder.AddDebits();

var app = builder.Build();
app.UseProblems();
app.UseRouting();
app.UseUnroutedProblems();
app.UseApiKeys();

app.MapHealth();
app.MapOpenApi();

var v1 = app.MapGroup("/v1").RequireApiKey();
v1.MapTeams();
v1.MapDebits();
v1.MapReversals();
v1.MapMembers();
v1.MapBudget();
v1.MapExtra();
v1.MapUsage();
v1.MapAudit();

await app.RunAsync();
