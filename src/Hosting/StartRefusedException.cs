namespace Purser.Hosting;

/// <summary>The program does not start, for a reason that an operator can put right; its message says how.</summary>
public sealed class StartRefusedException(string message) : Exception(message);
