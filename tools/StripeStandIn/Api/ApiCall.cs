using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>One request of a client, as far as its answer depends on it.</summary>
/// <param name="Account">The account that the answer is about.</param>
/// <param name="Form">The parameters, from the query and the body alike.</param>
/// <param name="Path">The list's or object's address.</param>
/// <param name="Id">The object that the address names, if any.</param>
internal sealed record ApiCall(SimulatedAccount Account, FormBody Form, string Path, string Id)
{
    private const int DefaultLimit = 10;
    private const int HighestLimit = 100;

    public JsonObject Get(string kind) => Account.Store.Get(kind, Id);

    /// <summary>A page of the objects of a kind, newest first; <paramref name="filters"/> names what can be asked for.</summary>
    public JsonObject List(string kind, params string[] filters)
    {
        var found = Account.Store.All(kind);
        foreach (var filter in filters)
        {
            if (Form.Text(filter) is { } wanted)
            {
                found = found.Where(json => json.Text(filter) == wanted);
            }
        }

        return Page(found);
    }

    /// <exception cref="StripeError">What is listed is that of a customer who is not there.</exception>
    public JsonObject Page(IEnumerable<JsonObject> oldestFirst)
    {
        if (Form.Text("customer") is { } customer && Account.Store.Get(Customers.Kind, customer, "customer").Flag("deleted"))
        {
            throw StripeError.Missing(Customers.Kind, customer, "customer");
        }

        var limit = Form.Number("limit") ?? DefaultLimit;
        if (limit is < 1 or > HighestLimit)
        {
            throw StripeError.Invalid($"Invalid limit: must be from 1 to {HighestLimit}.", "limit");
        }

        var found = oldestFirst.Where(WasCreatedInTime).Reverse();
        if (Form.Text("starting_after") is { } after)
        {
            found = found.SkipWhile(json => json.Id() != after).Skip(1);
        }

        if (Form.Text("ending_before") is { } before)
        {
            found = found.TakeWhile(json => json.Id() != before).TakeLast((int)limit);
        }

        var page = found.Take((int)limit + 1).ToArray();
        return JsonObjects.ListOf(Path, page.Take((int)limit).Select(json => json.Public()), page.Length > limit);
    }

    private bool WasCreatedInTime(JsonObject json)
    {
        var created = json.Number("created");
        var range = Form.Section("created");
        return (range.Number("gt") is not { } gt || created > gt)
            && (range.Number("gte") is not { } gte || created >= gte)
            && (range.Number("lt") is not { } lt || created < lt)
            && (range.Number("lte") is not { } lte || created <= lte);
    }
}
