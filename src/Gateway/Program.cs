using Purser.Gateway.Auth;
using Purser.Gateway.Cluster;
using Purser.Gateway.Debits;
using Purser.Gateway.Hosting;
using Purser.Gateway.Problems;

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

var v1 = app.MapGroup("/v1").RequireApiKey();
v1.MapDebits();

await app.RunAsync();
