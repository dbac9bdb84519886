namespace Purser.Peers.Plain;

internal interface IPlainTeam : IGrainWithStringKey
{
    Task OpenAsync(long allowance);

    Task<Outcome> DebitAsync(string key, DebitRequest request);
}
