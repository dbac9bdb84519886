namespace Purser.Client.Tests;

/// <summary>What goes wrong with a request.</summary>
public enum Fault
{
    None,

    /// <summary>It never arrives.</summary>
    LostRequest,

    /// <summary>It is done, and the answer never arrives.</summary>
    LostAnswer,

    /// <summary>It is done, and half of the answer arrives.</summary>
    TornAnswer,

    /// <summary>It lies somewhere until the caller gives up, and is never done.</summary>
    HungBefore,

    /// <summary>It is done, and the answer lies somewhere until the caller gives up.</summary>
    HungAfter,

    /// <summary>429: nothing is done.</summary>
    Busy,

    /// <summary>503, and nothing is done.</summary>
    AwayBefore,

    /// <summary>503, and it is done all the same.</summary>
    AwayAfter,

    /// <summary>500, and nothing is done.</summary>
    Bug,
}
