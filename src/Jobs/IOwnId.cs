namespace Purser;

/// <summary>An id of a caller's own. Its text is within <see cref="IdRule"/>, whoever made it.</summary>
public interface IOwnId
{
    /// <summary>The id's text.</summary>
    /// <exception cref="InvalidOperationException">It is the type's default, which is nobody's id.</exception>
    string Value { get; }
}

/// <inheritdoc cref="IOwnId"/>
public interface IOwnId<TSelf> : IOwnId, IParsable<TSelf>
    where TSelf : struct, IOwnId<TSelf>;
