using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Purser.Gateway.Requests;

namespace Purser.Gateway.OpenApi;

/// <summary>Tells the framework of the bodies that it does not bind itself, so that it describes them like its own.</summary>
internal sealed class BodyDescriptions : IApiDescriptionProvider
{
    private readonly EmptyModelMetadataProvider models = new();

    /// <summary>After the framework has described the endpoints.</summary>
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        foreach (var call in context.Results)
        {
            if (call.ActionDescriptor.EndpointMetadata.OfType<BodyMetadata>().LastOrDefault() is { } body)
            {
                call.SupportedRequestFormats.Add(new ApiRequestFormat { MediaType = "application/json" });
                call.ParameterDescriptions.Add(new ApiParameterDescription
                {
                    Name = "body",
                    Source = BindingSource.Body,
                    Type = body.Type,
                    ModelMetadata = models.GetMetadataForType(body.Type),
                    IsRequired = !body.IsOptional,
                });
            }
        }
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
        // Nothing is left to do.
    }
}
