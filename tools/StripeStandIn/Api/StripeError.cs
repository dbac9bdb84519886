using System.Net;
using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>An answer that refuses, in the words and the shape that Stripe's clients read.</summary>
internal sealed class StripeError : Exception
{
    public StripeError(
        HttpStatusCode status, string type, string? code, string message, string? parameter = null, JsonObject? paymentIntent = null)
        : base(message)
    {
        Status = status;
        var error = new JsonObject { ["type"] = type, ["code"] = code, ["message"] = message, ["param"] = parameter };
        if (paymentIntent is not null)
        {
            error["decline_code"] = "generic_decline";
            error["charge"] = paymentIntent.Text("latest_charge");
            error["payment_intent"] = paymentIntent.Public();
        }

        Body = new JsonObject { ["error"] = error };
    }

    public HttpStatusCode Status { get; }

    public JsonObject Body { get; }

    public static StripeError Missing(string kind, string? id, string parameter = "id") => new(
        parameter == "id" ? HttpStatusCode.NotFound : HttpStatusCode.BadRequest,
        "invalid_request_error",
        "resource_missing",
        $"No such {kind}: '{id}'",
        parameter);

    public static StripeError Invalid(string message, string? parameter = null, string? code = null) =>
        new(HttpStatusCode.BadRequest, "invalid_request_error", code, message, parameter);

    public static StripeError Required(string parameter) =>
        Invalid($"Missing required param: {parameter}.", parameter, "parameter_missing");

    public static StripeError NoKey() =>
        new(HttpStatusCode.Unauthorized, "invalid_request_error", null, "You did not provide an API key.");

    public static StripeError Of(ApiRefusal refusal) => refusal switch
    {
        ApiRefusal.RevokedKey => new(
            HttpStatusCode.Unauthorized, "invalid_request_error", "api_key_expired", "Expired API Key provided: sk_test_******"),
        ApiRefusal.NoPermission => new(
            HttpStatusCode.Forbidden, "invalid_request_error", "more_permissions_required", "The provided key does not have the required permissions."),
        _ => new(HttpStatusCode.BadRequest, "invalid_request_error", "resource_missing", "No such thing: 'it'", "customer"),
    };

    public static StripeError Away() =>
        new(HttpStatusCode.ServiceUnavailable, "api_error", null, "The stand-in was told to be away.");

    public static StripeError Declined(JsonObject paymentIntent) =>
        new(HttpStatusCode.PaymentRequired, "card_error", "card_declined", "Your card was declined.", null, paymentIntent);
}
