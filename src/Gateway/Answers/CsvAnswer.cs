using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Purser.Gateway.Hosting;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Answers;

/// <summary>A table as a file that is written while it is read, however long it is; or a problem.</summary>
internal sealed class CsvAnswer : IResult, IEndpointMetadataProvider
{
    private readonly Problem? problem;
    private readonly string fileName = "";
    private readonly Func<CsvWriter, IAsyncEnumerable<int>>? write;

    private CsvAnswer(Problem problem) => this.problem = problem;

    /// <param name="fileName">What a browser saves it as.</param>
    /// <param name="write">Writes it, and stops wherever a part may be sent off.</param>
    public CsvAnswer(string fileName, Func<CsvWriter, IAsyncEnumerable<int>> write) => (this.fileName, this.write) = (fileName, write);

    public static implicit operator CsvAnswer(Problem problem) => new(problem);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [CsvWriter.MediaType]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (problem is not null)
        {
            await ProblemWriter.WriteAsync(httpContext, problem);
            return;
        }

        var response = httpContext.Response;
        response.ContentType = $"{CsvWriter.MediaType}; charset=utf-8; header=present";
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        await foreach (var _ in write!(new CsvWriter(response.BodyWriter)))
        {
            // Not on the socket's thread, which others wait for: writing a part takes milliseconds.
            await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
            await SocketThreads.LeaveAsync();
            httpContext.RequestAborted.ThrowIfCancellationRequested();
        }
    }
}
