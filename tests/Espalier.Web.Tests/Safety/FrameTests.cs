using Espalier.Web.Parts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Espalier.Web.Tests.Safety;

public sealed class FrameTests
{
    /// <summary>The link that skips the menu repeats the address of the page, which anybody may have made up.</summary>
    [Theory]
    [InlineData("", "./")]
    [InlineData("tickets?target=a.onnx", "./tickets?target=a.onnx")]
    [InlineData("javascript:alert(1)", "./javascript:alert(1)")]
    [InlineData("/evil.example", ".//evil.example")]
    public async Task An_address_is_repeated_as_a_path(string path, string skipped)
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<NavigationManager>(new Here($"http://localhost/{path}"))
            .AddSingleton<IErrorBoundaryLogger>(new Unheard())
            .BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        string page = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<Frame>()).ToHtmlString());
        Assert.Contains($"<a class=\"skip\" href=\"{skipped}#content\">", page, StringComparison.Ordinal);
    }

    private sealed class Here : NavigationManager
    {
        public Here(string address) => Initialize("http://localhost/", address);
    }

    private sealed class Unheard : IErrorBoundaryLogger
    {
        public ValueTask LogErrorAsync(Exception exception) => default;
    }
}
