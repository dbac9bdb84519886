using System.Text.Json;

namespace Purser.Gateway.Tests;

public sealed class ApiDocumentTests(GatewayHost gateway)
{
    [Fact]
    public async Task Every_route_is_described_and_nothing_else()
    {
        var contract = await gateway.Api.ContractAsync();
        var served = gateway.Routes.SelectMany(Routes.DescribeAll).Select(route => route.ToString())
            .Where(route => !route.Contains(" /docs", StringComparison.Ordinal) && !route.Contains(" /openapi", StringComparison.Ordinal)
                // Pages are for people, metrics in a format of their own, tools in a protocol of theirs.
                && !route.Contains(" /portal", StringComparison.Ordinal) && !route.Contains(" /metrics", StringComparison.Ordinal)
                && !route.Contains(" /mcp", StringComparison.Ordinal) && !route.Contains(" /llms.txt", StringComparison.Ordinal));

        Assert.Equal(served.Order(StringComparer.Ordinal), contract.Operations.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task It_is_openapi_3_1_with_a_bearer_key_for_every_call_that_needs_one()
    {
        var document = (await gateway.Api.ContractAsync()).Document;

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("apiKey").GetProperty("scheme").GetString());
        Assert.Equal("""[{"apiKey":[]}]""", document.GetProperty("security").GetRawText());
        Assert.All(OperationsOf(document), operation => Assert.Equal(
            new Routes.Route(HttpMethod.Parse(operation.Method), operation.Path).NeedsKey,
            !operation.Value.TryGetProperty("security", out _)));
    }

    [Fact]
    public async Task Every_reason_of_a_refusal_is_told_of()
    {
        var document = (await gateway.Api.ContractAsync()).Document;
        var told = string.Concat(document.GetProperty("components").GetProperty("responses").EnumerateObject()
            .Select(response => response.Value.GetProperty("description").GetString()));

        Assert.All(Enum.GetValues<RefusalReason>(), reason =>
            Assert.Contains($"`{JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString())}`", told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = (await gateway.Api.ContractAsync()).Document;
        var schemas = new JsonSchema(document);

        Assert.All(References(document), reference => schemas.Follow(reference));
    }

    [Fact]
    public async Task Every_name_in_a_path_is_a_parameter_and_every_call_has_its_own_name()
    {
        var document = (await gateway.Api.ContractAsync()).Document;
        var schemas = new JsonSchema(document);

        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(path => path.Name.Contains('{', StringComparison.Ordinal)))
        {
            var named = path.Value.GetProperty("parameters").EnumerateArray().Select(parameter => schemas.Follow(parameter).GetProperty("name").GetString()!);
            Assert.Equal(
                path.Name.Split('/').Where(segment => segment.StartsWith('{')).Select(segment => segment.Trim('{', '}')),
                named);
        }

        var ids = OperationsOf(document).Select(operation => operation.Value.GetProperty("operationId").GetString()).ToList();
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Every_examples_is_allowed()
    {
        var contract = await gateway.Api.ContractAsync();
        foreach (var operation in OperationsOf(contract.Document))
        {
            // A file of lines is no document.
            if (operation.Value.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json))
            {
                var example = json.GetProperty("example");
                Assert.True(contract.Allows(HttpMethod.Parse(operation.Method), operation.Path.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal), example), operation.Path);
            }
        }
    }

    [Fact]
    public async Task The_page_of_the_document_fetches_nothing_from_elsewhere()
    {
        using var http = new HttpClient { BaseAddress = gateway.Address };

        var page = await http.GetStringAsync("/docs/", TestContext.Current.CancellationToken);

        Assert.Contains("scalar.js", page, StringComparison.Ordinal);
        Assert.DoesNotContain("//", page.Replace("<!--", "", StringComparison.Ordinal), StringComparison.Ordinal);
        using var script = await http.GetAsync("/docs/scalar.js", TestContext.Current.CancellationToken);
        Assert.True(script.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("/docs/other")]
    [InlineData("/docs/v2")]
    [InlineData("/docs/v1/more")]
    [InlineData("/openapi/v2.json")]
    public async Task Of_no_other_document_there_is_a_page(string path) =>
        (await gateway.Api.GetAsync(path)).ShouldBeProblem(System.Net.HttpStatusCode.NotFound, "route-not-found");

    [Fact]
    public async Task The_page_offers_nothing_but_the_API()
    {
        using var http = new HttpClient { BaseAddress = gateway.Address };

        var page = await http.GetStringAsync("/docs/", TestContext.Current.CancellationToken);

        foreach (var setting in new[]
        {
            "\"showDeveloperTools\":\"never\"", "\"hideClientButton\":true", "\"telemetry\":false", "\"withDefaultFonts\":false",
            "\"agent\":{\"disabled\":true}", "\"mcp\":{\"disabled\":true}",
        })
        {
            Assert.Contains(setting, page, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("proxyUrl", page, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Path, string Method, JsonElement Value)> OperationsOf(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Name != "parameters"
        select (path.Name, operation.Name, operation.Value);

    private static IEnumerable<JsonElement> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty("$ref", out _) => [element],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
