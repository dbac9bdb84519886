using Purser.Browser.Tests;
using Xunit.Runner.InProc.SystemConsole;

// dotnet run --project tests/Browser.Tests -- screenshots DIR
if (args is ["screenshots", var folder])
{
    await Screenshots.MakeAsync(folder);
    return 0;
}

return await ConsoleRunner.Run(args);
