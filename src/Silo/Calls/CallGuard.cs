using Purser.Access;
using Purser.Hosting;

namespace Purser.Silo.Calls;

/// <summary>
/// Before a grain is called: whether the kind of process that the call comes from may do so. Every call is asked, Orleans' own included:
/// who a message says it is from is the sender's word, the secret is not.
/// </summary>
internal sealed class CallGuard(ClusterSecrets secrets) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        var secret = SecretOnCalls.OfThisCall;
        if (SecretOnCalls.Is(secret, secrets.Silo))
        {
            return context.Invoke();
        }

        var contract = context.Request.GetInterfaceType();
        var (isGateway, isWorker) = (SecretOnCalls.Is(secret, secrets.Gateway), SecretOnCalls.Is(secret, secrets.Worker));
        var isAllowed = AllowedCalls.OfAnybody(contract)
            || (isGateway && AllowedCalls.OfGateway(contract, context.MethodName))
            || (isWorker && AllowedCalls.OfWorker(contract, context.MethodName));
        return isAllowed ? context.Invoke() : throw new CallRefusedException(isGateway || isWorker
            ? $"{contract.Name}.{context.MethodName} is not for this kind of process."
            : $"The silo knows no caller by {(secret is null ? "no secret" : "this secret")}: set {ClusterSecrets.GatewayKey} of a gateway, {ClusterSecrets.WorkerKey} of a worker, as the silos have it.");
    }
}
