namespace Purser.AutoBid;

/// <summary>A job in the hands of a run.</summary>
internal sealed class Hand(string runId)
{
    public string RunId => runId;

    /// <summary>How it stands; null until that has been looked up.</summary>
    public JobRow? Row { get; set; }

    /// <summary>Whether a call is changing it just now.</summary>
    public bool IsBusy { get; set; } = true;
}
