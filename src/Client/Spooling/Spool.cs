namespace Purser.Client.Spooling;

/// <summary>
/// The debits of actions that went ahead unpaid, at most so many: each is on disk before its action goes ahead, and stays until it is
/// charged, or refused and told.
/// </summary>
internal sealed class Spool : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly Dictionary<(string TeamId, string Key), SpoolLine> unsettled = [];
    private readonly SpoolFile file;
    private readonly int most;
    private volatile int count;

    /// <exception cref="IOException">Another process uses the folder, or it cannot be used.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public Spool(SpoolOptions options)
    {
        most = options.MostUnpaid;
        file = SpoolFile.Open(options.Folder, out var lines);
        foreach (var line in lines)
        {
            Take(line);
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => count;

    /// <summary>Takes a debit in, durably; false: there is no room, or its key is here for something that must not go ahead.</summary>
    /// <exception cref="IOException">It could not be written: it must not go ahead.</exception>
    public async Task<bool> TryAddAsync(SpoolLine debit, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (unsettled.TryGetValue(debit.Id, out var before))
            {
                return before.IsSameAs(debit);
            }

            if (unsettled.Count >= most)
            {
                return false;
            }

            Write(debit);
            return true;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>From now on it stands so, durably.</summary>
    /// <exception cref="IOException">It could not be written, and stands as before.</exception>
    public async Task SetAsync(SpoolLine debit, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            Write(debit);
            if (unsettled.Count == 0)
            {
                file.Clear();
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>All there are, the oldest first.</summary>
    public async Task<IReadOnlyList<SpoolLine>> ListAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return [.. unsettled.Values.OrderBy(debit => debit.At)];
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose()
    {
        // Whoever still waits for the turn finds the file closed.
        file.Dispose();
    }

    private void Write(SpoolLine debit)
    {
        file.Append(debit);
        Take(debit);
    }

    private void Take(SpoolLine debit)
    {
        if (debit.State == SpoolState.Settled)
        {
            unsettled.Remove(debit.Id);
        }
        else
        {
            unsettled[debit.Id] = debit;
        }

        count = unsettled.Count;
    }
}
