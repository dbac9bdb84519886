using Purser.Browser.Tests;
using Xunit.Runner.InProc.SystemConsole;

// dotnet run --project tests/Browser.Tests -- screenshots DIR [STATE]
if (args is ["screenshots", var folder, .. var only])
{
    await Screenshots.MakeAsync(folder, only.FirstOrDefault());
    return 0;
}

return await ConsoleRunner.Run(args);
