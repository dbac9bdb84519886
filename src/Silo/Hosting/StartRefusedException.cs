namespace Purser.Hosting;

/// <summary>The silo does not start, for a reason that an operator can put right; its message says how.</summary>
internal sealed class StartRefusedException(string message) : Exception(message);
