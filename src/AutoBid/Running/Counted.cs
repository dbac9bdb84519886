namespace Purser.AutoBid.Worker.Running;

/// <summary>What is counted of a member's jobs in this worker.</summary>
internal enum Counted
{
    /// <summary>Came from the feed.</summary>
    Read,

    /// <summary>Is what the member's query asks for.</summary>
    InQuery,

    /// <summary>Is not.</summary>
    OutOfQuery,

    /// <summary>Was decided on by the member's Auto Bid, here or elsewhere.</summary>
    Answered,

    /// <summary>Its match was granted to this worker.</summary>
    Scanned,

    /// <summary>Reached the threshold.</summary>
    Matched,

    /// <summary>A proposal was submitted.</summary>
    Submitted,

    /// <summary>Stayed below the threshold.</summary>
    Skipped,

    /// <summary>Matching or submitting failed.</summary>
    Failed,

    /// <summary>Is held by another run.</summary>
    Elsewhere,

    /// <summary>Was done with before.</summary>
    Known,

    /// <summary>Credits taken for steps granted to this worker, less those that went back.</summary>
    Credits,
}
