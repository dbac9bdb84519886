namespace Purser.AutoBid.Worker.Matching;

/// <summary>How a language model is asked.</summary>
internal sealed record LanguageModelOptions
{
    /// <summary>How long one answer may take: a minute is long for a sentence, even where a model thinks first.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long to wait before each further try, where the model cannot be reached or is busy: past a short outage.</summary>
    public IReadOnlyList<TimeSpan> Waits { get; init; } =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(25)];

    /// <summary>Longest wait that a busy model may ask for: a run is not to stand still for one job.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Most of a job's description that is sent, in characters: what matters stands first, and all of it is paid for.</summary>
    public int DescriptionLength { get; init; } = 8000;

    /// <summary>0, so that the same job gets about the same score again; null for models that take no temperature.</summary>
    public float? Temperature { get; init; } = 0;

    /// <summary>Whether to ask for JSON by <c>response_format</c> as well; false for servers that do not know it.</summary>
    public bool AsksForJson { get; init; } = true;
}
