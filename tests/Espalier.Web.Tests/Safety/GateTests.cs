using System.Net;

namespace Espalier.Web.Tests.Safety;

public sealed class GateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.")]
    [InlineData("10.0.0.1:80")]
    public async Task A_name_that_is_not_ours_is_refused_and_logged(string host)
    {
        await using Site site = await Site.Open();
        using HttpClient client = Site.Plain();
        using var request = new HttpRequestMessage(HttpMethod.Get, site.At("/")) { Headers = { Host = host } };
        using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        Assert.Contains(site.Log, line => line.Contains("refused (421)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("localhost:9000")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:1")]
    public async Task A_tunnel_with_another_port_is_let_in(string host)
    {
        await using Site site = await Site.Open();
        using HttpClient client = Site.Plain();
        using var request = new HttpRequestMessage(HttpMethod.Get, site.At("/")) { Headers = { Host = host } };
        using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/_blazor?id=1", "Origin", "http://evil.example")]
    [InlineData("GET", "/_blazor?id=1", "Origin", "null")]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1", "Origin", "http://evil.example")]
    [InlineData("POST", "/upload", "Origin", "http://127.0.0.1:1")]
    [InlineData("POST", "/upload", "Sec-Fetch-Site", "cross-site")]
    [InlineData("GET", "/assets/espalier.js", "Sec-Fetch-Site", "cross-site")]
    public async Task A_page_elsewhere_can_do_nothing_here(string method, string path, string header, string value)
    {
        await using Site site = await Site.Open();
        using HttpClient client = Site.Plain();
        using var request = new HttpRequestMessage(new(method), site.At(path));
        request.Headers.Add(header, value);
        using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(site.Log, line => line.Contains("refused (403)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_from_elsewhere_may_be_followed()
    {
        await using Site site = await Site.Open();
        using HttpClient client = Site.Plain();
        using var request = new HttpRequestMessage(HttpMethod.Get, site.At("/"));
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Mode", "navigate");
        request.Headers.Add("Sec-Fetch-Dest", "document");
        using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/assets/espalier.js")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/?token=wrong")]
    [InlineData("/?token=")]
    public async Task Without_the_token_nothing_is_seen(string path)
    {
        await using Site site = await Site.Open(options => options with { AsksForToken = true });
        using HttpClient client = Site.Plain();
        using HttpResponseMessage answer = await client.GetAsync(site.At(path), Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain("<", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains(site.Log, line => line.Contains("refused (401)", StringComparison.Ordinal));
        Assert.DoesNotContain(site.Log, line => line.Contains("token=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_token_becomes_a_cookie_that_no_script_and_no_other_site_can_use()
    {
        await using Site site = await Site.Open(options => options with { AsksForToken = true });
        using HttpClient plain = Site.Plain();
        using HttpResponseMessage first = await plain.GetAsync(site.Link, Cancel);
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.Equal("/", first.Headers.Location!.ToString());
        string cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(site.Link.Query["?token=".Length..], cookie, StringComparison.Ordinal);

        using HttpClient browser = Site.Browsing();
        using HttpResponseMessage home = await browser.GetAsync(site.Link, Cancel);
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
        using HttpResponseMessage again = await browser.GetAsync(site.At("/assets/espalier.js"), Cancel);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_token_is_not_taken_to_another_server()
    {
        await using Site site = await Site.Open(options => options with { AsksForToken = true });
        using HttpClient plain = Site.Plain();
        using HttpResponseMessage answer = await plain.GetAsync(
            new Uri($"{site.At("/").GetLeftPart(UriPartial.Authority)}//evil.example{site.Link.Query}"), Cancel);
        Assert.Equal("/evil.example", answer.Headers.Location!.ToString());
    }

    /// <summary>192.0.2.0/24 is kept for examples: no machine has such an address.</summary>
    [Fact]
    public async Task An_address_of_no_card_is_the_users_mistake()
    {
        var options = new ServeOptions { Address = IPAddress.Parse("192.0.2.1"), Models = Path.GetTempPath() };
        InvalidInputException refused = await Assert.ThrowsAsync<InvalidInputException>(() => Laboratory.Start(options, Cancel));
        Assert.Equal("address", refused.InputSource);
    }

    [Fact]
    public async Task Beyond_this_machine_a_token_is_always_asked_for()
    {
        Assert.True(new ServeOptions { Address = IPAddress.Any }.NeedsToken);
        Assert.False(new ServeOptions { Address = IPAddress.IPv6Loopback }.NeedsToken);
        await using Site site = await Site.Open();
        Assert.Empty(site.Link.Query);
        Assert.Equal("127.0.0.1", site.Link.Host);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/assets/espalier.css")]
    [InlineData("/no-such-page")]
    public async Task Every_answer_forbids_what_is_not_ours(string path)
    {
        await using Site site = await Site.Open();
        using HttpClient client = Site.Plain();
        using HttpResponseMessage answer = await client.GetAsync(site.At(path), Cancel);
        string policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_page_holds_no_script_and_no_style_of_its_own_and_names_no_other_server()
    {
        await using Site site = await Site.Open();
        using HttpClient client = Site.Plain();
        foreach (Pages.PageEntry page in Pages.PageEntry.All)
        {
            string text = await client.GetStringAsync(site.At(page.Address), Cancel);
            Assert.DoesNotMatch(@"<style|\sstyle=|\son[a-z]+=", text);
            Assert.DoesNotMatch("<script(?! (type=\"module\" )?src=\"/)", text);
            Assert.DoesNotMatch("(src|href)=\"(https?:)?//", text);
        }
    }
}
