using Purser.Grains.Tests.Teams;

namespace Purser.Grains.Tests.Billing;

public abstract class BillingTest(LedgerServer server) : IAsyncLifetime
{
    private protected BillingStage Stage { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Stage = await BillingStage.SetAsync(server);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Stage.DisposeAsync();
    }
}
