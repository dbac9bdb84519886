namespace Purser.Access;

/// <summary>A silo does not let this process call what it called. Nothing was done, and nothing will be: whoever runs the process has to put its secret right.</summary>
[GenerateSerializer, Alias("purser.CallRefusedException")]
public sealed class CallRefusedException : Exception
{
    public CallRefusedException()
    {
    }

    public CallRefusedException(string message)
        : base(message)
    {
    }

    public CallRefusedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
