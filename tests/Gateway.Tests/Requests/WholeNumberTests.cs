using System.Net;
using System.Text;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Tests;

public sealed class WholeNumberTests(GatewayHost gateway)
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0.0", 0)]
    [InlineData("0e999999999999", 0)]
    [InlineData("2.0", 2)]
    [InlineData("2.000000000000000000000000000000000000000000", 2)]
    [InlineData("1e2", 100)]
    [InlineData("1E+2", 100)]
    [InlineData("1.25e2", 125)]
    [InlineData("1500e-2", 15)]
    [InlineData("0.005e3", 5)]
    [InlineData("-3.0", -3)]
    [InlineData("9223372036854775807.0", long.MaxValue)]
    public void A_number_without_a_fraction_is_whole_however_it_is_written(string json, long number) =>
        Assert.Equal((true, number), (WholeNumber.TryParse(Encoding.ASCII.GetBytes(json), out var parsed), parsed));

    [Theory]
    [InlineData("2.5")]
    [InlineData("2.0000000000000000000000000000000000000000000001")]
    [InlineData("25e-1")]
    [InlineData("1e-1")]
    [InlineData("9223372036854775808.0")]
    [InlineData("1e19")]
    [InlineData("1e999999999999")]
    [InlineData("1e-999999999999")]
    public void One_with_a_fraction_or_beyond_64_bits_is_not(string json) =>
        Assert.False(WholeNumber.TryParse(Encoding.ASCII.GetBytes(json), out _));

    [Fact]
    public async Task A_body_may_hold_it()
    {
        await gateway.Api.OpenAsync("whole");

        var answer = await gateway.Api.PutAsync("/v1/teams/whole/budget", """{"budget":5.0e1}""");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(50, answer.Json.GetProperty("budget").GetInt64());
    }
}
