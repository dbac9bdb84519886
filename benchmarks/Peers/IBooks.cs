namespace Purser.Peers;

/// <summary>What every peer does behind the same HTTP front: opens a team with credits, and debits one.</summary>
internal interface IBooks
{
    Task OpenAsync(string teamId, long allowance);

    Task<Outcome> DebitAsync(string teamId, string key, DebitRequest request);
}
