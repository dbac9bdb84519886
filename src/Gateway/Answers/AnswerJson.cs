using System.Text.Json.Serialization;
using Purser.AutoBid;
using Purser.Gateway.Audit;
using Purser.Gateway.AutoBid;
using Purser.Gateway.AutoTopUp;
using Purser.Gateway.Budget;
using Purser.Gateway.Checkout;
using Purser.Gateway.Confirmations;
using Purser.Gateway.Extra;
using Purser.Gateway.Insights;
using Purser.Gateway.Ledger;
using Purser.Gateway.Members;
using Purser.Gateway.Reversals;
using Purser.Gateway.Stripe;
using Purser.Gateway.TopUps;
using Purser.Gateway.Usage;
using Purser.Teams;

namespace Purser.Gateway.Answers;

/// <summary>How answers become JSON, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(TeamCredits))]
[JsonSerializable(typeof(ReversalAnswer))]
[JsonSerializable(typeof(ConfirmationAnswer))]
[JsonSerializable(typeof(MemberAnswer))]
[JsonSerializable(typeof(MembersAnswer))]
[JsonSerializable(typeof(BudgetAnswer))]
[JsonSerializable(typeof(ExtraAnswer))]
[JsonSerializable(typeof(UsageAnswer))]
[JsonSerializable(typeof(AuditAnswer))]
[JsonSerializable(typeof(WebhookAnswer))]
[JsonSerializable(typeof(ReconcileAnswer))]
[JsonSerializable(typeof(CheckoutAnswer))]
[JsonSerializable(typeof(BillingPortalAnswer))]
[JsonSerializable(typeof(TopUpsAnswer))]
[JsonSerializable(typeof(AutoTopUpAnswer))]
[JsonSerializable(typeof(LedgerAnswer))]
[JsonSerializable(typeof(AutoBidSettings))]
[JsonSerializable(typeof(FunnelAnswer))]
[JsonSerializable(typeof(WhatIfReply))]
[JsonSerializable(typeof(InsightsAnswer))]
internal sealed partial class AnswerJson : JsonSerializerContext;
