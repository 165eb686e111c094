using System.Diagnostics;

namespace Espalier.Web.Tests.Browser;

public sealed class BrowserScriptTests
{
    [Fact]
    public async Task The_script_that_installs_the_browser_prints_one_that_the_tests_look_for()
    {
        if (!File.Exists("/bin/bash")) Assert.Skip("there is no /bin/bash here");
        string script = Path.Combine(Checkout.Root, "scripts", "browser.sh");
        Assert.Contains("chromium", await File.ReadAllTextAsync(script, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using Process check = Process.Start("/bin/bash", ["-n", script]);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, check.ExitCode);
    }
}
