using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Espalier.Web.Files;

namespace Espalier.Web.Tests.Safety;

public sealed partial class UploadTests
{
    private const long TenGigabytes = 10L << 30;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_token_of_ours_nothing_is_kept()
    {
        await using Site site = await Site.Open();
        using HttpClient client = Site.Browsing();
        using HttpResponseMessage answer = await client.PostAsync(site.At(UploadRoute.Path), Form(null, "a.onnx", [1, 2, 3]), Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(site.Models));
        Assert.Contains(site.Log, line => line.Contains("an upload", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("model.onnx", "rubbish", HttpStatusCode.UnprocessableEntity)]
    [InlineData("model.pt", "cos\nsystem\n(S'touch /tmp/espalier-was-here'\ntR.", HttpStatusCode.UnprocessableEntity)]
    [InlineData("model.exe", "MZ", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("model", "x", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("all.proof", "{}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("property.vnnlib", "(assert", HttpStatusCode.UnprocessableEntity)]
    [InlineData("input.npy", "cos\nsystem\n(S'touch /tmp/espalier-was-here'\ntR.", HttpStatusCode.UnprocessableEntity)]
    [InlineData("seed.ticket", "espalier", HttpStatusCode.UnprocessableEntity)]
    public async Task What_is_no_network_is_refused_and_nothing_is_left(string name, string content, HttpStatusCode expected)
    {
        await using Site site = await Site.Open();
        using HttpClient client = Site.Browsing();
        using HttpResponseMessage answer = await client.PostAsync(
            site.At(UploadRoute.Path), Form(await Token(site, client), name, Encoding.UTF8.GetBytes(content)), Cancel);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Empty(Directory.EnumerateFiles(site.Models, "*", SearchOption.AllDirectories));
        Assert.False(File.Exists("/tmp/espalier-was-here"));
        Assert.DoesNotContain(site.Folder, await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../../evil.npz")]
    [InlineData("/etc/evil.npz")]
    [InlineData("<img src=x onerror=alert(1)>.npz")]
    public async Task A_file_is_kept_under_a_name_made_up_here(string name)
    {
        await using Site site = await Site.Open();
        using HttpClient client = Site.Browsing();
        using HttpResponseMessage answer = await client.PostAsync(
            site.At(UploadRoute.Path), Form(await Token(site, client), name, SmallNetwork.Bytes()), Cancel);
        string file = Path.GetRelativePath(site.Models, Assert.Single(Directory.EnumerateFiles(site.Models, "*", SearchOption.AllDirectories)));
        Assert.Matches(@"^from-the-web/\d{8}-\d{6}-[0-9a-f]{6}\.npz$", file);
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Ten_gigabytes_are_refused_before_they_come()
    {
        await using Site site = await Site.Open();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, site.Link.Port, Cancel);
        await using NetworkStream stream = socket.GetStream();
        string type = "multipart/form-data; boundary=b";
        string head = Invariant(
            $"POST {UploadRoute.Path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: {TenGigabytes}\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Cancel);
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 413", await reader.ReadLineAsync(Cancel), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(site.Models));
    }

    [Fact]
    public async Task A_file_that_grows_beyond_the_limit_is_refused_and_not_kept()
    {
        await using Site site = await Site.Open(options => options with { Limits = new() { Upload = 100_000 } });
        using HttpClient client = Site.Browsing();
        using MultipartFormDataContent form = Form(await Token(site, client), "a.npz", new byte[150_000]);
        form.Headers.ContentLength = null;
        using var request = new HttpRequestMessage(HttpMethod.Post, site.At(UploadRoute.Path)) { Content = form };
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Empty(Directory.EnumerateFiles(site.Models, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("tickets", "/tickets?target=from-the-web%2F")]
    [InlineData("certificates", "/certificates?a=from-the-web%2F")]
    [InlineData("//evil.example", "/?new=from-the-web%2F")]
    public async Task An_upload_comes_back_to_the_page_of_its_form_and_to_no_other_place(string page, string address)
    {
        await using Site site = await Site.Open();
        using HttpClient client = Site.Browsing();
        string token = await Token(site, client);
        using HttpResponseMessage answer = await client.PostAsync(
            site.At($"{UploadRoute.Path}?to={Uri.EscapeDataString(page)}"), Form(token, "a.npz", SmallNetwork.Bytes()), Cancel);
        Assert.StartsWith(address, answer.RequestMessage!.RequestUri!.PathAndQuery, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside.npz")]
    [InlineData("/etc/passwd")]
    [InlineData("secret.txt")]
    [InlineData("link.npz")]
    [InlineData("")]
    public async Task Nothing_but_a_model_of_the_folder_is_given(string name)
    {
        await using Site site = await Site.Open();
        SmallNetwork.Write(Path.Combine(site.Folder, "outside.npz"));
        await File.WriteAllTextAsync(Path.Combine(site.Models, "secret.txt"), "secret", Cancel);
        File.CreateSymbolicLink(Path.Combine(site.Models, "link.npz"), Path.Combine(site.Folder, "outside.npz"));
        SmallNetwork.Write(Path.Combine(site.Models, "inside.npz"));
        using HttpClient client = Site.Browsing();
        using HttpResponseMessage refused = await client.GetAsync(site.At($"/models/file?name={Uri.EscapeDataString(name)}"), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        using HttpResponseMessage given = await client.GetAsync(site.At("/models/file?name=inside.npz"), Cancel);
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(site.Models, "inside.npz"), Cancel), await given.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal("attachment", given.Content.Headers.ContentDisposition!.DispositionType);
    }

    /// <summary>The token of the form on the main page; its cookie stays with the client.</summary>
    private static async Task<string> Token(Site site, HttpClient client)
    {
        string page = await client.GetStringAsync(site.At("/"), Cancel);
        Match found = Field().Match(page);
        Assert.True(found.Success, page);
        return WebUtility.HtmlDecode(found.Groups["token"].Value);
    }

    private static MultipartFormDataContent Form(string? token, string name, byte[] content)
    {
        var form = new MultipartFormDataContent();
        if (token is not null) form.Add(new StringContent(token), "\"__RequestVerificationToken\"");
        var file = new ByteArrayContent(content);
        file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "\"file\"", FileName = $"\"{name}\"" };
        form.Add(file);
        return form;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]*)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Field();
}
