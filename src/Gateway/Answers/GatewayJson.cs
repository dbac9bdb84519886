using System.Text.Json;
using System.Text.Json.Serialization;
using Purser.Gateway.Checkout;
using Purser.Gateway.Health;
using Purser.Gateway.Mcp;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Past;
using Purser.Gateway.Requests;
using Purser.Gateway.Stripe;
using Purser.Gateway.V1;

namespace Purser.Gateway.Answers;

/// <summary>
/// How records become JSON and JSON becomes records, generated at build time. What is read here is refused unless it is exactly
/// as the record says.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(OpenTeamRequest))]
[JsonSerializable(typeof(TeamCreditsAnswer))]
[JsonSerializable(typeof(TeamChangeRequest))]
[JsonSerializable(typeof(TeamItem))]
[JsonSerializable(typeof(TeamsFilter))]
[JsonSerializable(typeof(TeamsAnswer))]
[JsonSerializable(typeof(Forgetting))]
[JsonSerializable(typeof(ClosedTeam))]
[JsonSerializable(typeof(CreditsQuery))]
[JsonSerializable(typeof(CanSpendQuery))]
[JsonSerializable(typeof(CanSpendAnswer))]
[JsonSerializable(typeof(SubscriptionTermsRequest))]
[JsonSerializable(typeof(MemberRequest))]
[JsonSerializable(typeof(MemberAnswer))]
[JsonSerializable(typeof(MembersAnswer))]
[JsonSerializable(typeof(TeamBudget))]
[JsonSerializable(typeof(AutomationBudgetRequest))]
[JsonSerializable(typeof(AutomationAnswer))]
[JsonSerializable(typeof(ReversalRequest))]
[JsonSerializable(typeof(ReversalAnswer))]
[JsonSerializable(typeof(ConfirmationAnswer))]
[JsonSerializable(typeof(GrantRequest))]
[JsonSerializable(typeof(GrantAnswer))]
[JsonSerializable(typeof(UsageFilter))]
[JsonSerializable(typeof(UsageExport))]
[JsonSerializable(typeof(UsagePageAnswer))]
[JsonSerializable(typeof(SummaryFilter))]
[JsonSerializable(typeof(UsageSummaryAnswer))]
[JsonSerializable(typeof(CyclesAnswer))]
[JsonSerializable(typeof(HistoryQuery))]
[JsonSerializable(typeof(HistoryAnswer))]
[JsonSerializable(typeof(PastRow))]
[JsonSerializable(typeof(PageOfMany))]
[JsonSerializable(typeof(LedgerPageAnswer))]
[JsonSerializable(typeof(FollowFrom))]
[JsonSerializable(typeof(AuditAnswer))]
[JsonSerializable(typeof(AuditLogFilter))]
[JsonSerializable(typeof(AuditLogExport))]
[JsonSerializable(typeof(AuditLogAnswer))]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(ApiKeyMade))]
[JsonSerializable(typeof(ApiKeysFilter))]
[JsonSerializable(typeof(ApiKeysAnswer))]
[JsonSerializable(typeof(RotationRequest))]
[JsonSerializable(typeof(RevokedApiKey))]
[JsonSerializable(typeof(AlertsRequest))]
[JsonSerializable(typeof(AlertsAnswer))]
[JsonSerializable(typeof(AlertTestAnswer))]
[JsonSerializable(typeof(AlertEndpointRequest))]
[JsonSerializable(typeof(AlertEndpointMade))]
[JsonSerializable(typeof(AlertEndpointsFilter))]
[JsonSerializable(typeof(AlertEndpointsAnswer))]
[JsonSerializable(typeof(AlertEndpointTest))]
[JsonSerializable(typeof(RemovedAlertEndpoint))]
[JsonSerializable(typeof(AlertDeliveriesFilter))]
[JsonSerializable(typeof(AlertDeliveriesAnswer))]
[JsonSerializable(typeof(TopUpRequest))]
[JsonSerializable(typeof(TopUpsAnswer))]
[JsonSerializable(typeof(AutoTopUpRequest))]
[JsonSerializable(typeof(AutoTopUpAnswer))]
[JsonSerializable(typeof(AutoBidRequest))]
[JsonSerializable(typeof(AutoBidAnswer))]
[JsonSerializable(typeof(FunnelQuery))]
[JsonSerializable(typeof(FunnelAnswer))]
[JsonSerializable(typeof(WhatIfQuery))]
[JsonSerializable(typeof(WhatIfReply))]
[JsonSerializable(typeof(InsightsQuery))]
[JsonSerializable(typeof(InsightsAnswer))]
[JsonSerializable(typeof(ForecastAnswer))]
[JsonSerializable(typeof(PortalLinkRequest))]
[JsonSerializable(typeof(PortalLinkAnswer))]
[JsonSerializable(typeof(PortalSessionRequest))]
[JsonSerializable(typeof(PortalSessionAnswer))]
[JsonSerializable(typeof(PortalSessionRevocation))]
[JsonSerializable(typeof(RevokedSessions))]
[JsonSerializable(typeof(CheckoutRequest))]
[JsonSerializable(typeof(CheckoutAnswer))]
[JsonSerializable(typeof(BillingPortalAnswer))]
[JsonSerializable(typeof(ReturnQuery))]
[JsonSerializable(typeof(ReconcileAnswer))]
[JsonSerializable(typeof(WebhookAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(SingleDebitRequest))]
[JsonSerializable(typeof(DebitAnswer))]
[JsonSerializable(typeof(DebitBatchRequest))]
[JsonSerializable(typeof(DebitBatchAnswer))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(Nothing))]
[JsonSerializable(typeof(WhyQuery))]
[JsonSerializable(typeof(WhyAnswer))]
[JsonSerializable(typeof(BudgetChange))]
[JsonSerializable(typeof(ReversalOf))]
[JsonSerializable(typeof(WriteAnswer<GrantAnswer>))]
[JsonSerializable(typeof(WriteAnswer<BudgetNow>))]
[JsonSerializable(typeof(WriteAnswer<AutomationAnswer>))]
[JsonSerializable(typeof(WriteAnswer<ReversalAnswer>))]
internal sealed partial class GatewayJson : JsonSerializerContext
{
    /// <summary>Makes options of the framework's the same as these: the OpenAPI document is generated by them.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        var own = Default.Options;
        options.TypeInfoResolver = Default;
        options.PropertyNamingPolicy = own.PropertyNamingPolicy;
        options.UnmappedMemberHandling = own.UnmappedMemberHandling;
        options.RespectNullableAnnotations = own.RespectNullableAnnotations;
        options.RespectRequiredConstructorParameters = own.RespectRequiredConstructorParameters;
        options.NumberHandling = own.NumberHandling;
        options.Converters.Add(new InstantConverter());
    }
}
