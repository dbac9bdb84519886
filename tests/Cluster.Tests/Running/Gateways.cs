namespace Purser.Tests.Running;

/// <summary>The gateways' addresses; a cluster that was started again has others.</summary>
public sealed class Gateways
{
    private volatile Uri[] addresses = [];

    /// <summary>How many there are.</summary>
    public int Count => addresses.Length;

    /// <summary>One of them.</summary>
    public Uri this[int which]
    {
        get
        {
            var current = addresses;
            return current[which % current.Length];
        }
    }

    /// <summary>From now on these.</summary>
    public void MoveTo(IEnumerable<Uri> current) => addresses = [.. current];
}
