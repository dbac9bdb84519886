using Purser.Jobs;

namespace Purser.AutoBid;

/// <summary>A job post on its way between processes: <see cref="JobPost"/> itself knows nothing of Orleans.</summary>
[GenerateSerializer, Alias("purser.JobPostSurrogate")]
internal struct JobPostSurrogate
{
    [Id(0)]
    public JobId Id;

    [Id(1)]
    public string Title;

    [Id(2)]
    public string Description;

    [Id(3)]
    public JobPayment Payment;

    [Id(4)]
    public string Level;

    [Id(5)]
    public decimal? Budget;

    [Id(6)]
    public (decimal? Low, decimal? High)? Rate;

    [Id(7)]
    public IReadOnlyList<string> Skills;

    [Id(8)]
    public DateTimeOffset? PostedAt;
}

/// <summary>Orleans finds it by its attribute.</summary>
[RegisterConverter]
internal sealed class JobPostConverter : IConverter<JobPost, JobPostSurrogate>
{
    public JobPost ConvertFromSurrogate(in JobPostSurrogate surrogate) => new(
        surrogate.Id,
        surrogate.Title,
        surrogate.Description,
        surrogate.Payment,
        surrogate.Level,
        surrogate.Budget,
        surrogate.Rate is var (low, high) ? new HourlyRate(low, high) : null,
        surrogate.Skills,
        surrogate.PostedAt);

    public JobPostSurrogate ConvertToSurrogate(in JobPost value) => new()
    {
        Id = value.Id,
        Title = value.Title,
        Description = value.Description,
        Payment = value.Payment,
        Level = value.Level,
        Budget = value.Budget,
        Rate = value.Rate is { } rate ? (rate.Low, rate.High) : null,
        Skills = value.Skills,
        PostedAt = value.PostedAt,
    };
}
