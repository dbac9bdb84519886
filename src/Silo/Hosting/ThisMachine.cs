using System.Net;

namespace Purser.Silo;

/// <summary>For what asks nobody who they are.</summary>
internal static class ThisMachine
{
    /// <summary>
    /// What this machine is called. It is checked as well as the caller's address: a page elsewhere could point its own name at
    /// loopback and read through the browser.
    /// </summary>
    public static readonly string[] Hosts = ["localhost", "127.0.0.1"];

    /// <summary>Whether a request comes from this machine.</summary>
    public static bool Sent(HttpContext context) => context.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller);
}
