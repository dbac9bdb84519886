namespace Purser.AutoBid.Worker.Running;

/// <summary>How a worker is told to end.</summary>
/// <param name="Stop">Nothing new is begun; what is under way goes on to its end.</param>
/// <param name="Abort">What is under way is cut short.</param>
internal readonly record struct StopTokens(CancellationToken Stop, CancellationToken Abort);
