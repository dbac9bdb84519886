namespace Purser.AutoBid.Worker.Reporting;

/// <summary>What the worker says while it works: lines that stay, and one about the progress that a terminal rewrites.</summary>
/// <param name="output">Standard error, but for tests.</param>
/// <param name="isTerminal">Whether a line can be rewritten there.</param>
internal sealed class WorkerConsole(TextWriter output, bool isTerminal)
{
    // Back to the start of the line, and clear it.
    private const string Rewrite = "\r\u001b[K";

    private readonly Lock gate = new();
    private bool isOnProgress;

    /// <summary>How often to say how far it is: a line that is rewritten is no burden, one in a log is.</summary>
    public TimeSpan ProgressEvery { get; } = TimeSpan.FromSeconds(isTerminal ? 2 : 10);

    /// <summary>Says something that stays.</summary>
    public void Say(string text)
    {
        lock (gate)
        {
            output.WriteLine(isOnProgress ? $"{Rewrite}{text}" : text);
            output.Flush();
            isOnProgress = false;
        }
    }

    /// <summary>Says how far it is.</summary>
    public void Progress(string text)
    {
        if (!isTerminal)
        {
            Say(text);
            return;
        }

        lock (gate)
        {
            output.Write($"{Rewrite}{text}");
            output.Flush();
            isOnProgress = true;
        }
    }

    /// <summary>Takes the line about the progress away: what follows is not said here.</summary>
    public void EndProgress()
    {
        lock (gate)
        {
            output.Write(isOnProgress ? Rewrite : "");
            output.Flush();
            isOnProgress = false;
        }
    }
}
